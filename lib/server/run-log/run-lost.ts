import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { RunInfo } from './run-log.ts';
import { createRunMetadata, createTerminalEvents, type RunEnd } from './run-progress.ts';

/** Creates the end of a run whose producer died: `interrupted` if the model had produced output, else `failed`. */
export function createRunLostEnd(hasModelOutput: boolean): RunEnd {
  const error = new ChatError('run-lost', 'The server restarted or failed while writing this answer.');
  return { outcome: hasModelOutput ? 'interrupted' : 'failed', error };
}

/** Creates the final events for the log of such a run. */
export function createRunLostEvents(info: RunInfo, hasModelOutput: boolean): RunEvent[] {
  const end = createRunLostEnd(hasModelOutput);
  return createTerminalEvents(createRunMetadata({ info, progress: undefined, end }), end);
}

/** Whether `event` carries model output: text, reasoning or a tool call. */
export function isModelOutput({ type }: RunEvent): boolean {
  return type === 'text-delta' || type === 'reasoning-delta' || type.startsWith('tool-');
}
