import 'server-only';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { AnswerDecoder } from './answer-reader.ts';
import { type Choice, type Delta, parseChunk, refuseBrokenOff, textIn, type Usage } from './chunk.ts';
import {
  type CompletionDelta,
  type CompletionFinish,
  type CompletionPiece,
  type CompletionUsage,
  type Fields,
  ToolCallPieces,
} from './completion-piece.ts';
import { ToolCallCollector, type ToolCallDelta } from './tool-call-collector.ts';

/**
 * Turns the chunks that OpenAI-compatible servers really send into what the API reference says, and loses nothing else:
 * fields it does not know go on at their place. Tool calls get an index, one id and their whole name before their
 * arguments; thoughts are `reasoning_content`; the finish reason comes alone, after everything.
 */
export class ChunkNormalizer implements AnswerDecoder<CompletionPiece> {
  readonly #collector = new ToolCallCollector();
  readonly #calls = new ToolCallPieces();
  /** What was said of a call before it could begin, by its id. */
  readonly #callFields = new Map<string, Fields>();
  /** Fields of chunks without a delta, for the next one that has one: Azure's first chunk. */
  #fields: Fields = {};
  #choice: Fields = {};
  #finishReason: string | undefined;
  #usage: CompletionUsage | undefined;
  #finished = false;

  get complete(): boolean {
    return this.#finishReason !== undefined;
  }

  get finished(): boolean {
    return this.#finished;
  }

  push(data: string): CompletionPiece[] {
    if (data === '[DONE]') return this.complete ? this.end() : [];
    const { choices, usage, id, object, created, model, error, ...fields } = parseChunk(data);
    this.#fields = { ...this.#fields, ...fields };
    if (usage) this.#usage = toUsage(usage);
    const choice = choices?.[0];
    return choice ? this.#take(choice) : [];
  }

  end(): CompletionPiece[] {
    if (this.#finished) return [];
    if (this.#finishReason === undefined) {
      throw new ChatError('truncated', 'The answer ended before the model had finished it.');
    }
    refuseBrokenOff(this.#finishReason);
    this.#finished = true;
    const calls = this.#collector.finish().flatMap((part) => this.#callPieces(part));
    const reason = toReason(this.#finishReason, this.#calls.count > 0);
    return [...calls, this.#withFields({ type: 'finish', reason, usage: this.#usage })];
  }

  #take({ index, delta, message, finish_reason, ...choice }: Choice): CompletionPiece[] {
    if (finish_reason) this.#finishReason = finish_reason;
    this.#choice = { ...this.#choice, ...said(choice) };
    const written = delta ?? message;
    if (!written) return [];
    const pieces: CompletionPiece[] = [];
    const out = toDelta(written);
    // Probabilities belong to the delta that they came with, be it empty or not.
    if (Object.keys(out).length > 0 || 'logprobs' in this.#choice) {
      pieces.push(this.#withFields({ type: 'delta', delta: out }));
    }
    for (const call of written.tool_calls ?? []) pieces.push(...this.#addCall(call));
    return pieces;
  }

  #addCall({ index, id, type, function: called, ...rest }: ToolCallDelta & Fields): CompletionPiece[] {
    const fields = said(rest);
    const parts = this.#collector.add({
      ...(index === undefined ? {} : { index }),
      ...(id === undefined ? {} : { id }),
      ...(called === undefined ? {} : { function: called }),
    });
    if (Object.keys(fields).length > 0) this.#callFields.set(id || idOf(parts[0]) || '', fields);
    return parts.flatMap((part) => this.#callPieces(part));
  }

  #callPieces(part: LanguageModelV4StreamPart): CompletionPiece[] {
    switch (part.type) {
      case 'tool-input-start':
      case 'tool-input-delta':
      case 'tool-input-end':
      case 'tool-call': {
        const key = [idOf(part), ''].find((id) => id !== undefined && this.#callFields.has(id));
        const pieces = this.#calls.of(part, key === undefined ? {} : this.#callFields.get(key));
        if (pieces.length > 0 && key !== undefined) this.#callFields.delete(key);
        return pieces.map((piece) => this.#withFields(piece));
      }
      default:
        return [];
    }
  }

  /** `piece` with what the upstream said beside it since the piece before. */
  #withFields(piece: CompletionPiece): CompletionPiece {
    const fields = said(this.#fields);
    if (Object.keys(fields).length > 0) piece.fields = fields;
    if (Object.keys(this.#choice).length > 0) piece.choice = this.#choice;
    this.#fields = {};
    this.#choice = {};
    return piece;
  }
}

function toDelta({
  role,
  content,
  reasoning_content,
  reasoning,
  tool_calls,
  ...rest
}: Delta): CompletionDelta {
  const delta: CompletionDelta = said(rest);
  let thought = textIn(reasoning_content) || textIn(reasoning);
  let text = textIn(content);
  // Mistral's parts: `{type:"text",text}` and `{type:"thinking",thinking:[{text}]}`.
  for (const part of Array.isArray(content) ? content : []) {
    text += textIn(part?.text);
    for (const step of Array.isArray(part?.thinking) ? part.thinking : []) thought += textIn(step?.text);
  }
  if (thought !== '') delta.reasoning_content = thought;
  if (text !== '') delta.content = text;
  return delta;
}

/** The fields that say something. */
function said(fields: Fields): Fields {
  const out: Fields = {};
  for (const [name, value] of Object.entries(fields)) {
    const silent =
      value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    if (!silent) out[name] = value;
  }
  return out;
}

function idOf(part: LanguageModelV4StreamPart | undefined): string | undefined {
  if (part === undefined) return undefined;
  if (part.type === 'tool-call') return part.toolCallId;
  return 'id' in part ? part.id : undefined;
}

function toReason(reason: string, called: boolean): CompletionFinish {
  switch (reason) {
    case 'length':
    case 'max_tokens':
      return 'length';
    case 'content_filter':
      return 'content_filter';
    default:
      // Some servers say `stop` after a call, where clients wait for `tool_calls`.
      return called ? 'tool_calls' : 'stop';
  }
}

function toUsage(usage: Usage): CompletionUsage {
  const prompt = usage.prompt_tokens ?? 0;
  const completion = usage.completion_tokens ?? 0;
  return {
    ...usage,
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: usage.total_tokens ?? prompt + completion,
  };
}
