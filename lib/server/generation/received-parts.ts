import 'server-only';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { ModelCall } from '../observability/model-call.ts';
import type { RunProgress } from '../run-log/run-progress.ts';
import type { RunTimeouts } from './timeouts.ts';

/**
 * Records the arrival of parts of a model call in the run's progress and timeouts, before they are turned into events.
 * @throws the reason of the signal
 */
export function receiveParts(
  parts: readonly LanguageModelV4StreamPart[],
  { progress, signal, timeouts }: { progress: RunProgress; signal: AbortSignal; timeouts: RunTimeouts },
  call: ModelCall,
): void {
  signal.throwIfAborted();
  if (parts.some(isFromModel)) timeouts.partReceived();
  if (call.isWaiting) findFirst(parts, progress, call);
}

function findFirst(
  parts: readonly LanguageModelV4StreamPart[],
  progress: RunProgress,
  call: ModelCall,
): void {
  for (const part of parts) {
    if (part.type === 'response-metadata' && part.modelId) call.modelReceived(part.modelId);
  }
  if (!parts.some(isToken)) return;
  progress.firstTokenMs ??= progress.elapsedMs;
  call.tokenReceived();
}

/** Whether the model itself sent `part`; its server opens the stream long before the model starts to answer. */
function isFromModel(part: LanguageModelV4StreamPart): boolean {
  return part.type !== 'stream-start' && part.type !== 'response-metadata' && part.type !== 'raw';
}

function isToken(part: LanguageModelV4StreamPart): boolean {
  if (part.type === 'text-delta' || part.type === 'reasoning-delta') return part.delta !== '';
  return part.type === 'tool-input-start' || part.type === 'tool-call';
}
