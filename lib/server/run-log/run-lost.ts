import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { RunInfo } from './run-log.ts';
import { createRunMetadata, createTerminalEvents, type RunEnd } from './run-progress.ts';

/** The end of a run whose producer is gone. @param said whether the model had said something. */
export function createRunLostEnd(said: boolean): RunEnd {
  const error = new ChatError('run-lost', 'The server that wrote this answer is gone.');
  return { outcome: said ? 'interrupted' : 'failed', error };
}

/** The last events of such a run's log; `now` in epoch milliseconds. */
export function createRunLostEvents(info: RunInfo, said: boolean, now: number): RunEvent[] {
  const end = createRunLostEnd(said);
  return createTerminalEvents(createRunMetadata({ info, progress: { retries: 0 }, end, now }), end);
}

/** Whether `event` carries model output: text, reasoning or a tool call. */
export function isModelOutput({ type }: RunEvent): boolean {
  return type === 'text-delta' || type === 'reasoning-delta' || type.startsWith('tool-');
}
