import 'server-only';
import type { FinishReason } from 'ai';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import type { Outcome, RunEvent, RunMetadata } from '#lib/protocol/run-event.ts';
import { environment } from '../platform/environment.ts';
import { Stopwatch } from '../platform/stopwatch.ts';
import type { RunInfo } from './run-log.ts';
import { Sha256 } from './sha256.ts';

/** The progress of a run, which its producer updates. Starts with the run. */
export class RunProgress {
  /** Milliseconds from the start to the first text, reasoning or tool call. */
  declare firstTokenMs?: number;
  declare inputTokens?: number;
  declare outputTokens?: number;
  declare reasoningTokens?: number;
  /** Input tokens that the upstream read from its cache. */
  declare cachedTokens?: number;
  /** Tokens of the last request to the model and of its answer. */
  declare contextTokens?: number;
  /** How many tokens the model takes, if its server says so. */
  declare contextWindow?: number;
  /** Requests to the model, retries included. */
  requests = 0;
  retries = 0;
  /** Milliseconds from the stop until the upstream's connection was closed. */
  declare stoppedAfterMs?: number;
  readonly #stopwatch: Stopwatch;
  #text: Sha256 | undefined;

  /** @param elapsedMs since the start, if that was in another process */
  constructor(elapsedMs = 0) {
    this.#stopwatch = new Stopwatch(elapsedMs);
  }

  /** Milliseconds since the start. */
  get elapsedMs(): number {
    return this.#stopwatch.elapsedMs;
  }

  /** Takes text that was appended to the run's log into account. */
  addText(text: string): void {
    this.#text ??= new Sha256();
    this.#text.add(text);
  }

  /** The size and the checksum of the text so far, with which readers check theirs; undefined without text. */
  get receipt(): { bytes: number; sha256: string } | undefined {
    return this.#text?.digest();
  }
}

/** How a run ended. The producer decides it, or whoever stopped the run. */
export type RunEnd =
  | { outcome: Exclude<Outcome, 'stopped' | 'failed' | 'interrupted'>; finishReason: FinishReason }
  /** A budget is used up. */
  | { outcome: 'length'; finishReason: FinishReason; error: ChatError }
  | { outcome: 'stopped' }
  | { outcome: 'failed' | 'interrupted'; error: ChatError };

/**
 * Creates the metadata of a run that ends now, or ended at `endedAt`. Only the process that executes the run knows its progress; any
 * other can only compare the wall clocks of two servers.
 */
export function createRunMetadata({
  info,
  progress,
  end,
  endedAt = Date.now(),
}: {
  info: Pick<RunInfo, 'runId' | 'model' | 'startedAt'>;
  progress: RunProgress | undefined;
  end: RunEnd;
  endedAt?: number;
}): RunMetadata {
  const durationMs = progress?.elapsedMs ?? Math.max(0, endedAt - info.startedAt);
  const { outputTokens, firstTokenMs } = progress ?? {};
  const cost = progress && getCost(info.model, progress);
  const writingMs = firstTokenMs === undefined ? 0 : durationMs - firstTokenMs;
  return {
    runId: info.runId,
    model: info.model,
    outcome: end.outcome,
    ...('error' in end ? { error: describeError(end.error) } : {}),
    startedAt: info.startedAt,
    durationMs,
    ...(progress ?? { retries: 0 }),
    ...progress?.receipt,
    ...(cost === undefined ? {} : { cost }),
    ...(outputTokens && writingMs > 0
      ? { tokensPerSecond: Math.round((outputTokens / writingMs) * 10_000) / 10 }
      : {}),
  };
}

/** The cost of a run in MODEL_PRICES' currency units; undefined without a price or without counted tokens. */
function getCost(model: string, { inputTokens = 0, outputTokens }: RunProgress): number | undefined {
  const price = environment().modelPrices?.get(model);
  if (price === undefined || outputTokens === undefined) return undefined;
  return (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
}

/** The part of an error that readers receive. */
export function describeError({ code, message, upstream }: ChatError): NonNullable<RunMetadata['error']> {
  return { code, message, ...upstream };
}

/** Creates the final events of a run. Stock AI SDK clients only read metadata that precedes an `abort` or `error`. */
export function createTerminalEvents(metadata: RunMetadata, end: RunEnd): RunEvent[] {
  if ('finishReason' in end) {
    return [{ type: 'finish', finishReason: end.finishReason, messageMetadata: metadata }];
  }
  const last: RunEvent =
    'error' in end ? { type: 'error', errorText: end.error.message } : { type: 'abort', reason: 'stopped' };
  return [{ type: 'message-metadata', messageMetadata: metadata }, last];
}
