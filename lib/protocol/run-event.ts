import type { UIMessage, UIMessageChunk } from 'ai';
import type { ErrorCode, UpstreamFailure } from './chat-error.ts';

/** How a run ended. */
export type Outcome =
  | 'complete'
  | 'stopped'
  | 'length'
  | 'content-filter'
  | 'awaiting-approval'
  | 'interrupted'
  | 'failed';

/** The facts of a run: some are sent at its start, all with its terminal event. Durations in milliseconds. */
export type RunMetadata = {
  runId: string;
  model: string;
  /** Epoch milliseconds. */
  startedAt: number;
  outcome?: Outcome;
  /** `retryAt`: when the server takes requests again, in epoch milliseconds of this browser's clock. */
  error?: { code: ErrorCode; message: string; retryAt?: number } & UpstreamFailure;
  firstTokenMs?: number;
  durationMs?: number;
  inputTokens?: number;
  outputTokens?: number;
  reasoningTokens?: number;
  /** Those of the input tokens that the upstream read from its cache. */
  cachedTokens?: number;
  /** Tokens of the last request to the model and of its answer: how much of the context window they have filled. */
  contextTokens?: number;
  /** How many tokens the model takes, if its server says so. */
  contextWindow?: number;
  /** What the tokens cost, in the currency units of MODEL_PRICES. */
  cost?: number;
  tokensPerSecond?: number;
  retries?: number;
  /** Requests to the model, retries included. */
  requests?: number;
  /** How often the page that received the answer lost its connection and went on. Set by that page. */
  reconnects?: number;
  /** Milliseconds from the stop until the upstream's connection was closed. Absent when another server stopped the run. */
  stoppedAfterMs?: number;
  /** The size and the SHA-256 of the text that the run has written, in UTF-8. Absent without text. */
  bytes?: number;
  sha256?: string;
  /** Set when the run continues a message: its length at the start, in parts and in characters of the last part. */
  continues?: { parts: number; characters: number };
  /** Set when the run continues a message: the run that wrote to it before. */
  continuedFrom?: string;
  /** Set once the answer has been continued without being asked: how often, and if this run does so, the error that it follows. */
  autoContinued?: { count: number; after?: ErrorCode };
  /** The runs that have written to the message before this one, first the first. Set by the page, which adds up what they used. */
  earlierRuns?: EarlierRun[];
};

export type EarlierRun = Omit<RunMetadata, 'earlierRuns'>;

/** The model failed before its first token: retry number `retry` of `of` starts after `delayMs` milliseconds. */
export type RetryNotice = {
  retry: number;
  of: number;
  delayMs: number;
  error: { code: ErrorCode; message: string } & UpstreamFailure;
};

/** A message of a Runnel chat: the AI SDK's `UIMessage` with the metadata of its run. */
export type ChatMessage = UIMessage<RunMetadata>;
export type MessagePart = ChatMessage['parts'][number];

/** One event of a run: a chunk of the AI SDK's UI message stream v1. Its sequence number is transported beside it. */
export type RunEvent = UIMessageChunk<RunMetadata, { retry: RetryNotice }>;

/** The comment, with its colon, at the end of a connection that the server closes on purpose: the client opens another one at once. */
export const PLANNED_CLOSE = ': reconnect';

/** Marks a text that continues the last part of the message. Stock AI SDK clients start a new part instead. */
export const CONTINUATION_METADATA = { runnel: { continues: true } };

/** Creates the provider metadata that ends a reasoning part and carries its duration. */
export function createReasoningMetadata(durationMs: number): { runnel: { durationMs: number } } {
  return { runnel: { durationMs } };
}

/** Returns the duration of a reasoning part in milliseconds, or undefined when it is unknown. */
export function getReasoningMs({
  providerMetadata,
}: Extract<MessagePart, { type: 'reasoning' }>): number | undefined {
  const durationMs = providerMetadata?.runnel?.durationMs;
  return typeof durationMs === 'number' ? durationMs : undefined;
}

/** Whether `event` ends its run. */
export function isTerminal(event: RunEvent): boolean {
  return event.type === 'finish' || event.type === 'abort' || event.type === 'error';
}

/**
 * Merges two deltas of the same part, and returns undefined for all other events. Merging never changes the resulting
 * message.
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

/** Returns the text of a delta, and an empty string for all other events. */
export function getDelta(event: RunEvent): string {
  if (event.type === 'text-delta' || event.type === 'reasoning-delta') return event.delta;
  return event.type === 'tool-input-delta' ? event.inputTextDelta : '';
}

/** Returns a delta with another text, and any other event as it is. */
export function replaceDelta(event: RunEvent, text: string): RunEvent {
  if (event.type === 'text-delta' || event.type === 'reasoning-delta') return { ...event, delta: text };
  return event.type === 'tool-input-delta' ? { ...event, inputTextDelta: text } : event;
}
