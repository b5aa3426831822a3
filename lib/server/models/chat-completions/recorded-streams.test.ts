import { readFileSync } from 'node:fs';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { ChunkWriter } from '#lib/server/openai-compatible/chunk-writer.ts';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import type { AnswerReader } from '../model.ts';
import { type AnswerDecoder, readAnswer } from './answer-reader.ts';
import { ChunkDecoder } from './chunk-decoder.ts';
import { ChunkNormalizer } from './chunk-normalizer.ts';
import type { CompletionDelta, CompletionPiece } from './completion-piece.ts';
import { EXPECTED, type ExpectedAnswer } from './fixtures/expected.ts';

const bytesOf = (file: string): string =>
  readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');

/** The same stream in the formats of different servers. */
const FORMATS: [name: string, write: (text: string) => string][] = [
  ['unchanged', (text) => text],
  ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['without its last line ending', (text) => text.replace(/\n+$/, '')],
  ['without [DONE] and its last line ending', (text) => text.replace(/\n+(data: \[DONE\]\n+)?$/, '')],
];

type Read = { text: string; reasoning: string; calls: unknown[]; finish: string; usage: unknown };

/** Reads a stream that arrives in two pieces, up to its end or error. */
async function read<Part>(
  bytes: Uint8Array<ArrayBuffer>,
  cut: number,
  decoder: AnswerDecoder<Part>,
): Promise<{ parts: Part[]; error: unknown }> {
  const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)].filter((piece) => piece.length > 0);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const reader: AnswerReader<Part> = readAnswer(new Response(body), decoder);
  const parts: Part[] = [];
  try {
    for (let batch = await reader.next(); batch; batch = await reader.next()) parts.push(...batch);
  } catch (error) {
    return { parts, error };
  }
  return { parts, error: undefined };
}

function fromParts(parts: LanguageModelV4StreamPart[], error: unknown): Read {
  const result: Read = { text: '', reasoning: '', calls: [], finish: 'none', usage: undefined };
  for (const part of parts) {
    if (part.type === 'text-delta') result.text += part.delta;
    if (part.type === 'reasoning-delta') result.reasoning += part.delta;
    if (part.type === 'tool-call') {
      result.calls.push({ id: part.toolCallId, name: part.toolName, arguments: part.input });
    }
    if (part.type !== 'finish') continue;
    result.finish = part.finishReason.unified;
    const { inputTokens, outputTokens } = part.usage;
    if (inputTokens.total !== undefined) {
      result.usage = { prompt_tokens: inputTokens.total, completion_tokens: outputTokens.total };
    }
  }
  if (error) result.finish = 'error';
  return result;
}

/** Reads the output of the OpenAI-compatible endpoint, and checks it against the API reference. */
function fromWire(wire: string, error: unknown): Read {
  const result: Read = { text: '', reasoning: '', calls: [], finish: 'none', usage: undefined };
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  const frames = new SseDecoder().push(new TextEncoder().encode(wire)).map(({ data }) => data);
  if (!error) expect(frames.pop()).toBe('[DONE]');
  frames.forEach((data, place) => {
    const chunk = JSON.parse(data);
    expect(chunk).toMatchObject({
      id: 'chatcmpl-r',
      object: 'chat.completion.chunk',
      created: 5,
      model: 'm',
    });
    expect('usage' in chunk).toBe(true);
    if (chunk.choices.length === 0) {
      expect(place).toBe(frames.length - 1);
      const { prompt_tokens, completion_tokens, total_tokens } = chunk.usage;
      expect(total_tokens).toBe(prompt_tokens + completion_tokens);
      result.usage = { prompt_tokens, completion_tokens };
      return;
    }
    expect(chunk.usage).toBeNull();
    expect(result.finish, 'nothing after the finish reason').toBe('none');
    const [{ delta, finish_reason }] = chunk.choices as [{ delta: CompletionDelta; finish_reason: string }];
    if (place === 0) expect(delta).toEqual({ role: 'assistant', content: '' });
    else expect(delta).not.toHaveProperty('role');
    if (finish_reason !== null) {
      expect(delta).toEqual({});
      result.finish = finish_reason;
    }
    if (place > 0) result.text += delta.content ?? '';
    result.reasoning += delta.reasoning_content ?? '';
    for (const { index, id, type, function: called } of delta.tool_calls ?? []) {
      const known = calls.get(index);
      if (known === undefined) {
        expect({ id, type, called }).toEqual({
          id: expect.stringMatching(/./),
          type: 'function',
          called: { name: expect.stringMatching(/./), arguments: '' },
        });
        calls.set(index, { id: id ?? '', name: called?.name ?? '', arguments: '' });
      } else {
        expect({ id, type, name: called?.name }).toEqual({});
        known.arguments += called?.arguments;
      }
    }
  });
  result.calls = [...calls.entries()].sort(([a], [b]) => a - b).map(([, call]) => call);
  if (error) result.finish = 'error';
  return result;
}

function wireOf(pieces: CompletionPiece[]): string {
  return new ChunkWriter({ id: 'r', createdAt: 5_000, model: 'm', includeUsage: true }).write(pieces);
}

const FINISHES = { stop: 'stop', tool_calls: 'tool-calls', error: 'error' } as const;
const toRead = ({ text, reasoning = '', calls = [], finish, usage }: ExpectedAnswer): Read => {
  return { text, reasoning, calls, finish, usage };
};

describe.each(EXPECTED)('$file', (expected) => {
  test.each(FORMATS)('%s, cut at every byte, is decoded to the same parts', async (_, write) => {
    const bytes = new TextEncoder().encode(write(bytesOf(expected.file)));
    // The decoder passes on a `stop` after a call; the run checks for calls itself.
    const finish = /^(ollama-tools|gemini-tools)/.test(expected.file) ? 'stop' : FINISHES[expected.finish];
    for (let cut = 0; cut < bytes.length; cut++) {
      const { parts, error } = await read(bytes, cut, new ChunkDecoder());
      expect(fromParts(parts, error), `cut at ${cut}`).toEqual({ ...toRead(expected), finish });
    }
  });

  test.each(FORMATS)('%s, cut at every byte, is normalized to the API reference', async (_, write) => {
    const bytes = new TextEncoder().encode(write(bytesOf(expected.file)));
    let wire: string | undefined;
    for (let cut = 0; cut < bytes.length; cut++) {
      const { parts, error } = await read(bytes, cut, new ChunkNormalizer());
      const written = wireOf(parts);
      if (written === wire) continue;
      // The cut must make no difference: the first output is checked, the others are compared with it.
      expect(wire, `cut at ${cut}`).toBeUndefined();
      wire = written;
      expect(fromWire(written, error)).toEqual(toRead(expected));
    }
    for (const text of expected.passedThrough ?? []) expect(wire).toContain(text);
  });

  test('cut off before its finish reason is reported as truncated', async () => {
    const text = bytesOf(expected.file);
    const bytes = new TextEncoder().encode(text.slice(0, text.search(/"finish_reason":"/)));
    for (const decoder of [new ChunkDecoder(), new ChunkNormalizer()]) {
      const { error } = await read<unknown>(bytes, 7, decoder);
      expect(error).toMatchObject({ code: 'truncated' });
    }
  });
});
