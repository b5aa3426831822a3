import 'server-only';
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { RunProgress } from '../run-log/run-progress.ts';
import type { RunTimeouts } from './timeouts.ts';

/**
 * Records the arrival of parts in the run's progress and timeouts, before they are turned into events.
 * @throws the reason of the signal
 */
export function receiveParts(
  parts: readonly LanguageModelV4StreamPart[],
  { progress, signal, timeouts }: { progress: RunProgress; signal: AbortSignal; timeouts: RunTimeouts },
): void {
  signal.throwIfAborted();
  if (parts.some(isFromModel)) timeouts.partReceived();
  if (progress.firstTokenMs === undefined && parts.some(isToken)) {
    progress.firstTokenMs = progress.elapsedMs;
  }
}

/** Whether the model itself sent `part`; its server opens the stream long before the model starts to answer. */
function isFromModel(part: LanguageModelV4StreamPart): boolean {
  return part.type !== 'stream-start' && part.type !== 'response-metadata' && part.type !== 'raw';
}

function isToken(part: LanguageModelV4StreamPart): boolean {
  if (part.type === 'text-delta' || part.type === 'reasoning-delta') return part.delta !== '';
  return part.type === 'tool-input-start' || part.type === 'tool-call';
}
