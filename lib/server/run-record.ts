import 'server-only';
import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import { environment } from './environment.ts';
import type { RunInfo } from './run-log.ts';
import { withoutSecrets } from './without-secrets.ts';

/**
 * Writes one JSON line on stdout for a run that ended. What was asked and answered is in it only where LOG_CONTENT says
 * so; keys, cookies and headers never are.
 */
export function recordRun(
  info: RunInfo,
  metadata: RunMetadata,
  content: { prompt: LanguageModelV4Prompt; text: string },
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
