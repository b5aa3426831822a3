import 'server-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import { environment } from '../platform/environment.ts';
import { redactSecrets } from '../platform/redaction.ts';

export type RunRecord = {
  /** Absent on endpoints without chats. */
  chatId?: ChatId;
  /** How much of the log the other servers have, as in `RunLog.settled`. Recorded unless it is `whole`. */
  log?: 'whole' | 'cut' | 'lost';
  metadata: RunMetadata;
  /** The id of the run's trace, if it has one. */
  traceId?: string | undefined;
  /** Recorded only when LOG_CONTENT is `full`. */
  content: { prompt: unknown; text: string };
  /** What caused the run's error, if there was one. */
  cause: unknown;
};

/** Writes the record of an ended run as one line of JSON on stdout. Never contains keys, cookies or headers. */
export function recordRun({ chatId, log, metadata, traceId, content, cause }: RunRecord): void {
  const { runId, model, startedAt, outcome, error, firstTokenMs, durationMs, tokensPerSecond } = metadata;
  const { inputTokens, cachedTokens, outputTokens, reasoningTokens } = metadata;
  const { retries, requests, stoppedAfterMs, cost, bytes, sha256 } = metadata;
  console.log(
    JSON.stringify({
      event: 'run',
      runId,
      chatId,
      traceId,
      startedAt,
      model,
      outcome,
      ...(log && log !== 'whole' ? { log } : {}),
      ...(error ? { error: { ...error, ...describeCause(cause) } } : {}),
      firstTokenMs,
      durationMs,
      tokensPerSecond,
      inputTokens,
      cachedTokens,
      outputTokens,
      reasoningTokens,
      retries,
      requests,
      stoppedAfterMs,
      cost,
      bytes,
      sha256,
      ...(environment().logContent ? content : {}),
    }),
  );
}

function describeCause(cause: unknown): { cause?: string } {
  return cause instanceof Error ? { cause: redactSecrets(`${cause.name}: ${cause.message}`, 500) } : {};
}
