import 'server-only';
import { ChatError, type ErrorCode } from '#lib/protocol/chat-error.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { RunInfo } from './run-log.ts';
import { createRunMetadata, createTerminalEvents, type RunEnd } from './run-progress.ts';

/** More events than a producer can append between two flushes: a log is full long before that. */
export const SEQ_GAP = 1_000_000;

/** Creates the end of a run whose producer died: `interrupted` if the model had produced output, else `failed`. */
export function createRunLostEnd(hasModelOutput: boolean): RunEnd {
  return endWith(hasModelOutput, 'run-lost', 'The server restarted or failed while writing this answer.');
}

/** Creates the final events for the log of such a run. */
export function createRunLostEvents(info: RunInfo, hasModelOutput: boolean): RunEvent[] {
  const end = createRunLostEnd(hasModelOutput);
  return createTerminalEvents(createRunMetadata({ info, progress: undefined, end }), end);
}

/**
 * Creates the final events of a run whose server has restarted.
 * @param endedAt when the run last wrote something, in epoch milliseconds
 */
export function createRestartedEvents(info: RunInfo, hasModelOutput: boolean, endedAt: number): RunEvent[] {
  const end: RunEnd = {
    outcome: hasModelOutput ? 'interrupted' : 'failed',
    error: createRestartedError(),
  };
  return createTerminalEvents(createRunMetadata({ info, progress: undefined, end, endedAt }), end);
}

/** The end of an answer whose server has restarted, if it does not go on. */
export function createRestartedError(): ChatError {
  return new ChatError('restarting', 'The server restarted while writing this answer.');
}

function endWith(hasModelOutput: boolean, code: ErrorCode, message: string): RunEnd {
  return { outcome: hasModelOutput ? 'interrupted' : 'failed', error: new ChatError(code, message) };
}

/** Whether `event` carries model output: text, reasoning or a tool call. */
export function isModelOutput({ type }: RunEvent): boolean {
  return type === 'text-delta' || type === 'reasoning-delta' || type.startsWith('tool-');
}
