import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { isComplete } from '../answer-body.ts';
import type { Fields } from './completion-piece.ts';
import type { ToolCallDelta } from './tool-call-collector.ts';

export type Delta = {
  role?: unknown;
  content?: unknown;
  reasoning_content?: unknown;
  reasoning?: unknown;
  refusal?: unknown;
  tool_calls?: ToolCallDelta[] | null;
} & Fields;

export type Choice = {
  index?: unknown;
  delta?: Delta | null;
  message?: Delta | null;
  finish_reason?: string | null;
} & Fields;

export type Usage = {
  prompt_tokens?: number | null;
  completion_tokens?: number | null;
  total_tokens?: number | null;
  prompt_tokens_details?: { cached_tokens?: number | null } | null;
  completion_tokens_details?: { reasoning_tokens?: number | null } | null;
};

/** A `chat.completion.chunk`, or a whole `chat.completion` from a server without streaming. Every field may be missing. */
export type Chunk = { choices?: Choice[] | null; usage?: Usage | null; error?: unknown } & Fields;

/**
 * Parses the chunk in one event's data.
 * @throws ChatError `upstream-error` when it is not a JSON object; the upstream's error when it contains one.
 */
export function parseChunk(data: string): Chunk {
  let chunk: Chunk;
  try {
    chunk = JSON.parse(data) as Chunk;
  } catch (cause) {
    throw new ChatError('upstream-error', "The model's server sent invalid JSON.", { cause });
  }
  if (typeof chunk !== 'object' || chunk === null || Array.isArray(chunk)) {
    throw new ChatError('upstream-error', "The model's server sent an invalid chunk.");
  }
  if (chunk.error) throw toError(chunk.error);
  return chunk;
}

/**
 * Returns the first answer's part of `chunk`. A model that was asked for several answers sends them interleaved, with an
 * index each, often one to a chunk.
 */
export function getFirstChoice({ choices }: Chunk): Choice | undefined {
  return choices?.find(isFirst);
}

/** Removes all choices but the first from the JSON of a chunk, for `@ai-sdk/openai`, which would mix them. */
export function keepFirstChoice(data: string): string {
  // Nearly no chunk has such an index, so chunks are not parsed twice.
  if (!/"index":\s*[1-9]/.test(data) || !isComplete(data)) return data;
  const chunk = JSON.parse(data) as Chunk;
  return JSON.stringify({ ...chunk, choices: chunk.choices?.filter(isFirst) });
}

function isFirst({ index }: Choice): boolean {
  return (index ?? 0) === 0;
}

/**
 * Checks the finish reason. Some servers report an aborted answer in it: OpenRouter with `error`, DeepSeek with
 * `insufficient_system_resource`.
 * @throws ChatError `upstream-error` for an aborted answer.
 */
export function assertNotAborted(finishReason: string): void {
  if (finishReason !== 'error' && finishReason !== 'insufficient_system_resource') return;
  throw new ChatError('upstream-error', `The model's server aborted the answer (${finishReason}).`);
}

/** Returns `value` if it is a string, otherwise an empty string. */
export function getText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Returns the reasoning text, which servers send in different fields. */
export function getReasoning(delta: Delta): string {
  return getText(delta.reasoning_content) || getText(delta.reasoning);
}

function toError(error: unknown): Error {
  if (typeof error === 'string') return new Error(error);
  if (typeof error !== 'object' || error === null) return new Error("The model's server reported an error.");
  const message = 'message' in error ? String(error.message) : "The model's server reported an error.";
  return new Error(message, { cause: error });
}
