import { readFileSync } from 'node:fs';
import OpenAI, { APIError } from 'openai';
import { AnswerBuilder, getMessageText } from '#lib/protocol/answer-builder.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { EXPECTED } from '#lib/server/models/chat-completions/fixtures/expected.ts';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { expect, test } from './fixtures/test.ts';

const clientOf = (url: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });
const messages = [{ role: 'user' as const, content: 'hi' }];

for (const expected of EXPECTED) {
  test(`${expected.file}: passes all endpoints without loss`, async ({ server, upstream, request: http }) => {
    const play = async () => {
      const request = await upstream.nextRequest();
      request.raw(
        readFileSync(
          new URL(`../lib/server/models/chat-completions/fixtures/${expected.file}`, import.meta.url),
          'utf8',
        ),
      );
      request.end();
    };
    const failed = expected.finish === 'error';

    const [whole] = await Promise.all([
      clientOf(server.url).chat.completions.create({ model: 'scripted', messages }).catch(asApiError),
      play(),
    ]);
    if (whole instanceof APIError) {
      expect({ failed, status: whole.status, code: whole.code }).toEqual({
        failed: true,
        status: 502,
        code: '502',
      });
    } else {
      const { message, finish_reason } = whole.choices[0] ?? {};
      expect(finish_reason).toBe(expected.finish);
      expect(message?.content ?? '').toBe(expected.text);
      expect((message as { reasoning_content?: string }).reasoning_content).toBe(expected.reasoning);
      const calls = (message?.tool_calls ?? []).map((call) =>
        call.type === 'function' ? { id: call.id, ...call.function } : undefined,
      );
      expect(calls).toEqual(expected.calls ?? []);
      if (expected.usage) expect(whole.usage).toMatchObject(expected.usage);
      for (const words of expected.passedThrough ?? []) expect(JSON.stringify(whole)).toContain(words);
    }

    // The model gets an error for a call of an unknown tool, and says one more word.
    const text = expected.calls ? `${expected.text}Done.` : expected.text;
    const playOn = async () => {
      await play();
      if (expected.calls) {
        const request = await upstream.nextRequest();
        request.write('Done.');
        request.finish();
      }
    };

    const [plain] = await Promise.all([
      fetch(`${server.url}/chat/stream?prompt=hi`).then((response) => response.arrayBuffer()),
      playOn(),
    ]);
    const frames = new SseDecoder().push(new Uint8Array(plain));
    const last = frames.pop();
    expect(failed ? last?.event : last?.data).toBe(failed ? 'error' : '[DONE]');
    expect(frames.map(({ data }) => data).join('')).toBe(text);

    const [run] = await Promise.all([
      http.post(`/api/chats/wild-${expected.file.replace('.sse', '')}/run`, {
        data: { messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] }] },
      }),
      playOn(),
    ]);
    const events: RunEvent[] = new SseDecoder()
      .push(await run.body())
      .filter(({ data }) => data !== '[DONE]')
      .map(({ data }) => JSON.parse(data));
    const answer = new AnswerBuilder({ id: '', parts: [] });
    for (const event of events) answer.apply(event);
    const { parts } = answer.message;
    expect(getMessageText(answer.message)).toBe(text);
    expect(parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('')).toBe(
      expected.reasoning ?? '',
    );
    const called = parts.filter((part) => part.type === 'dynamic-tool');
    expect(called.map(({ toolCallId: id, toolName: name, input }) => ({ id, name, input }))).toEqual(
      (expected.calls ?? []).map(({ arguments: json, ...call }) => ({ ...call, input: JSON.parse(json) })),
    );
    expect(events.at(-1)?.type).toBe(failed ? 'error' : 'finish');
  });
}

function asApiError(error: unknown): APIError {
  if (error instanceof APIError) return error;
  throw error;
}
