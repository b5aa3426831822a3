import 'server-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import { environment } from '../platform/environment.ts';
import { withoutSecrets } from '../platform/redact.ts';

/**
 * Writes one JSON line on stdout for a run that ended. What was asked and answered is in it only where LOG_CONTENT says
 * so; keys, cookies and headers never are. A run that other programs asked for belongs to no chat.
 * `log` is there when servers that share logs do not all have this one whole: `cut` or `lost`, as `RunLog.settled` says.
 */
export function recordRun(
  info: { chatId?: ChatId; kept?: 'whole' | 'cut' | 'lost' },
  metadata: RunMetadata,
  content: { prompt: unknown; text: string },
  cause: unknown,
): void {
  const { runId, model, outcome, error, firstTokenMs, durationMs, inputTokens, outputTokens, retries } =
    metadata;
  console.log(
    JSON.stringify({
      event: 'run',
      runId,
      chatId: info.chatId,
      model,
      outcome,
      ...(info.kept && info.kept !== 'whole' ? { log: info.kept } : {}),
      ...(error
        ? {
            error: {
              ...error,
              ...(cause instanceof Error
                ? { cause: withoutSecrets(`${cause.name}: ${cause.message}`, 500) }
                : {}),
            },
          }
        : {}),
      firstTokenMs,
      durationMs,
      inputTokens,
      outputTokens,
      retries,
      ...(environment().logContent ? { prompt: content.prompt, text: content.text } : {}),
    }),
  );
}
