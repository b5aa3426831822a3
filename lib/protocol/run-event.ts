import type { UIMessage, UIMessageChunk } from 'ai';
import type { ErrorCode } from './chat-error.ts';

/** How a run ended. */
export type Outcome =
  | 'complete'
  | 'stopped'
  | 'length'
  | 'content-filter'
  | 'awaiting-approval'
  | 'interrupted'
  | 'failed';

/** What is known of a run; sent at its start and, whole, with its terminal event. Times in milliseconds. */
export type RunMetadata = {
  runId: string;
  model: string;
  /** Epoch milliseconds. */
  startedAt: number;
  outcome?: Outcome;
  error?: { code: ErrorCode; message: string };
  firstTokenMs?: number;
  durationMs?: number;
  inputTokens?: number;
  outputTokens?: number;
  reasoningTokens?: number;
  tokensPerSecond?: number;
  retries?: number;
  /** Set when the run goes on with a message: how much of it there was, in parts and in characters of the last part. */
  continues?: { parts: number; characters: number };
};

/** The model failed before its first token and is asked again: which retry, of how many, after how many milliseconds. */
export type RetryNotice = {
  retry: number;
  of: number;
  delayMs: number;
  error: { code: ErrorCode; message: string };
};

/** A message of a Runnel chat: the AI SDK's `UIMessage`, with what is known of the run that made it. */
export type ChatMessage = UIMessage<RunMetadata>;
export type MessagePart = ChatMessage['parts'][number];

/** One fact in a run: a chunk of the AI SDK's UI message stream v1. Its sequence number travels beside it. */
export type RunEvent = UIMessageChunk<RunMetadata, { retry: RetryNotice }>;

/** The mark of a text that goes on in the last part that the message had; a stock client begins a part of its own. */
export const CONTINUATION_METADATA = { runnel: { continues: true } };

/** What is told with the end of thoughts: how long they took, in milliseconds. */
export function createReasoningMetadata(durationMs: number): { runnel: { durationMs: number } } {
  return { runnel: { durationMs } };
}

/** How long the thoughts of a part took, in milliseconds; undefined when that was never told. */
export function getReasoningMs({
  providerMetadata,
}: Extract<MessagePart, { type: 'reasoning' }>): number | undefined {
  const durationMs = providerMetadata?.runnel?.durationMs;
  return typeof durationMs === 'number' ? durationMs : undefined;
}

/** Whether `event` is the last of its run. */
export function isTerminal(event: RunEvent): boolean {
  return event.type === 'finish' || event.type === 'abort' || event.type === 'error';
}

/**
 * `event` with the text of `next` added, when both are text of one kind for one part; else undefined.
 * Merged or not, a reader ends with the same words.
 */
export function mergeDeltas(event: RunEvent, next: RunEvent): RunEvent | undefined {
  if (event.type === 'text-delta' || event.type === 'reasoning-delta') {
    if (next.type !== event.type || next.id !== event.id) return undefined;
    return { ...event, ...next, delta: event.delta + next.delta };
  }
  if (event.type === 'tool-input-delta') {
    if (next.type !== event.type || next.toolCallId !== event.toolCallId) return undefined;
    return { ...event, inputTextDelta: event.inputTextDelta + next.inputTextDelta };
  }
  return undefined;
}

/** The text that a delta event carries; empty for every other event. */
export function deltaOf(event: RunEvent): string {
  if (event.type === 'text-delta' || event.type === 'reasoning-delta') return event.delta;
  return event.type === 'tool-input-delta' ? event.inputTextDelta : '';
}
