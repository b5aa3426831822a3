import 'server-only';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { AnswerDecoder } from './answer-reader.ts';
import {
  assertNotAborted,
  type Choice,
  type Delta,
  getFirstChoice,
  getText,
  parseChunk,
  type Usage,
} from './chunk.ts';
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
 * Normalizes the chunks of OpenAI-compatible servers to the API reference. Unknown fields are passed through. Tool calls have an
 * index, one id and their complete name before their arguments; reasoning is `reasoning_content`; the finish reason is last
 * and alone.
 */
export class ChunkNormalizer implements AnswerDecoder<CompletionPiece> {
  readonly #collector = new ToolCallCollector();
  readonly #calls = new ToolCallPieces();
  /** Extra fields of calls that have not started yet, by call id. */
  readonly #callFields = new Map<string, Fields>();
  /** Fields of chunks without a delta, such as Azure's first one. They are added to the next chunk with a delta. */
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
    const chunk = parseChunk(data);
    const { choices, usage, id, object, created, model, error, ...fields } = chunk;
    this.#fields = { ...this.#fields, ...fields };
    if (usage) this.#usage = toUsage(usage);
    const choice = getFirstChoice(chunk);
    return choice ? this.#readChoice(choice) : [];
  }

  end(): CompletionPiece[] {
    if (this.#finished) return [];
    if (this.#finishReason === undefined) {
      throw new ChatError('truncated', 'The answer was cut off before the model finished.');
    }
    assertNotAborted(this.#finishReason);
    this.#finished = true;
    const calls = this.#collector.finish().flatMap((part) => this.#callPieces(part));
    const reason = toReason(this.#finishReason, this.#calls.count > 0);
    return [...calls, this.#withFields({ type: 'finish', reason, usage: this.#usage })];
  }

  #readChoice({ index, delta, message, finish_reason, ...choice }: Choice): CompletionPiece[] {
    if (finish_reason) this.#finishReason = finish_reason;
    this.#choice = { ...this.#choice, ...dropEmpty(choice) };
    const content = delta ?? message;
    if (!content) return [];
    const pieces: CompletionPiece[] = [];
    const out = toDelta(content);
    // Log probabilities belong to their own delta, even if it is empty.
    if (Object.keys(out).length > 0 || 'logprobs' in this.#choice) {
      pieces.push(this.#withFields({ type: 'delta', delta: out }));
    }
    for (const call of content.tool_calls ?? []) pieces.push(...this.#addCall(call));
    return pieces;
  }

  #addCall({ index, id, type, function: called, ...rest }: ToolCallDelta & Fields): CompletionPiece[] {
    const fields = dropEmpty(rest);
    const parts = this.#collector.add({
      ...(index === undefined ? {} : { index }),
      ...(id === undefined ? {} : { id }),
      ...(called === undefined ? {} : { function: called }),
    });
    if (Object.keys(fields).length > 0) this.#callFields.set(id || getPartId(parts[0]) || '', fields);
    return parts.flatMap((part) => this.#callPieces(part));
  }

  #callPieces(part: LanguageModelV4StreamPart): CompletionPiece[] {
    switch (part.type) {
      case 'tool-input-start':
      case 'tool-input-delta':
      case 'tool-input-end':
      case 'tool-call': {
        const key = [getPartId(part), ''].find((id) => id !== undefined && this.#callFields.has(id));
        const pieces = this.#calls.convert(part, key === undefined ? {} : this.#callFields.get(key));
        if (pieces.length > 0 && key !== undefined) this.#callFields.delete(key);
        return pieces.map((piece) => this.#withFields(piece));
      }
      default:
        return [];
    }
  }

  /** Adds the upstream's extra fields since the previous piece. */
  #withFields(piece: CompletionPiece): CompletionPiece {
    const fields = dropEmpty(this.#fields);
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
  const delta: CompletionDelta = dropEmpty(rest);
  let thinking = getText(reasoning_content) || getText(reasoning);
  let text = getText(content);
  // Mistral's parts: `{type:"text",text}` and `{type:"thinking",thinking:[{text}]}`.
  for (const part of Array.isArray(content) ? content : []) {
    text += getText(part?.text);
    for (const step of Array.isArray(part?.thinking) ? part.thinking : []) thinking += getText(step?.text);
  }
  if (thinking !== '') delta.reasoning_content = thinking;
  if (text !== '') delta.content = text;
  return delta;
}

/** Drops empty fields. */
function dropEmpty(fields: Fields): Fields {
  const out: Fields = {};
  for (const [name, value] of Object.entries(fields)) {
    const empty =
      value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    if (!empty) out[name] = value;
  }
  return out;
}

function getPartId(part: LanguageModelV4StreamPart | undefined): string | undefined {
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
      // Some servers send `stop` after a call, but clients expect `tool_calls`.
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
