import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
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

export type Choice = { delta?: Delta | null; message?: Delta | null; finish_reason?: string | null } & Fields;

export type Usage = {
  prompt_tokens?: number | null;
  completion_tokens?: number | null;
  total_tokens?: number | null;
  prompt_tokens_details?: { cached_tokens?: number | null } | null;
  completion_tokens_details?: { reasoning_tokens?: number | null } | null;
};

/** `chat.completion.chunk`, or a whole `chat.completion` from a server that does not stream. All of it may be missing. */
export type Chunk = { choices?: Choice[] | null; usage?: Usage | null; error?: unknown } & Fields;

/**
 * The chunk in one event's data.
 * @throws ChatError `upstream-error` when it is not JSON; the upstream's error when it holds one.
 */
export function parseChunk(data: string): Chunk {
  let chunk: Chunk;
  try {
    chunk = JSON.parse(data) as Chunk;
  } catch (cause) {
    throw new ChatError('upstream-error', "The model's server sent something that is not JSON.", { cause });
  }
  if (typeof chunk !== 'object' || chunk === null) {
    throw new ChatError(
      'upstream-error',
      "The model's server sent something that is not a chunk of an answer.",
    );
  }
  if (chunk.error) throw reported(chunk.error);
  return chunk;
}

/**
 * Some servers call it a finish that they could not go on: OpenRouter's `error`, DeepSeek's
 * `insufficient_system_resource`.
 * @throws ChatError `upstream-error` for these.
 */
export function refuseBrokenOff(finishReason: string): void {
  if (finishReason !== 'error' && finishReason !== 'insufficient_system_resource') return;
  throw new ChatError('upstream-error', `The model's server gave the answer up (${finishReason}).`);
}

export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What the model thinks; servers differ in what they call it. */
export function thoughtIn(delta: Delta): string {
  return textIn(delta.reasoning_content) || textIn(delta.reasoning);
}

function reported(error: unknown): Error {
  if (typeof error === 'string') return new Error(error);
  if (typeof error !== 'object' || error === null) return new Error("The model's server reported an error.");
  const message = 'message' in error ? String(error.message) : "The model's server reported an error.";
  return new Error(message, { cause: error });
}
