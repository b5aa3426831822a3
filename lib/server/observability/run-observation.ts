import 'server-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import { metrics } from './metrics.ts';
import { recentRuns } from './recent-runs.ts';
import { type Span, startSpan } from './tracing/span.ts';
import type { SpanContext } from './tracing/trace-context.ts';

type StartedRun = { runId: string; model: string };

/** Starts the span of a run; undefined when traces go nowhere. @param parent the span of the request that has started it */
export function startRunSpan(
  { runId, model }: StartedRun,
  chatId: ChatId | undefined,
  parent: SpanContext | undefined,
): Span | undefined {
  return startSpan({
    name: 'invoke_agent Runnel',
    kind: 'internal',
    parent,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'Runnel',
      'gen_ai.request.model': model,
      'gen_ai.conversation.id': chatId,
      'runnel.run.id': runId,
    },
  });
}

/** Counts a run that has ended, and ends its span. */
export function recordRunEnd(metadata: RunMetadata, span: Span | undefined): void {
  const { outcome = 'failed', error, retries = 0, firstTokenMs, durationMs } = metadata;
  countRun(metadata);
  recentRuns().add(metadata);
  if (span === undefined) return;
  span.set({
    'gen_ai.usage.input_tokens': metadata.inputTokens,
    'gen_ai.usage.output_tokens': metadata.outputTokens,
    'runnel.outcome': outcome,
    'runnel.retries': retries,
    'runnel.requests': metadata.requests,
    'runnel.time_to_first_token_ms': firstTokenMs,
    'runnel.duration_ms': durationMs,
  });
  span.end(error?.code);
}

function countRun(metadata: RunMetadata): void {
  const { outcome = 'failed', error, firstTokenMs, durationMs, stoppedAfterMs, tokensPerSecond } = metadata;
  const counted = metrics();
  counted.runs.add(1, { outcome });
  if (error) counted.runErrors.add(1, { code: error.code });
  if (firstTokenMs !== undefined) counted.firstToken.observe(firstTokenMs / 1_000);
  if (durationMs !== undefined) counted.runDuration.observe(durationMs / 1_000);
  if (stoppedAfterMs !== undefined) counted.stop.observe(stoppedAfterMs / 1_000);
  if (tokensPerSecond !== undefined) counted.speed.observe(tokensPerSecond);
  counted.retries.add(metadata.retries);
  counted.inputTokens.add(metadata.inputTokens ?? 0);
  counted.cachedTokens.add(metadata.cachedTokens ?? 0);
  counted.outputTokens.add(metadata.outputTokens ?? 0);
  counted.reasoningTokens.add(metadata.reasoningTokens ?? 0);
}
