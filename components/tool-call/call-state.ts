import type { CallPart } from '#lib/protocol/answer-builder.ts';

/** What a reader should know of a call now. */
export type CallState =
  | 'writing'
  | 'waiting'
  | 'running'
  | 'done'
  | 'failed'
  | 'denied'
  /** Its run ended before it did. */
  | 'stopped';

/** @param running whether the run that makes the call is live. */
export function callState(call: CallPart, running: boolean): CallState {
  switch (call.state) {
    case 'input-streaming':
      return running ? 'writing' : 'stopped';
    case 'approval-requested':
      return 'waiting';
    case 'approval-responded':
      if (!call.approval.approved) return 'denied';
      return running ? 'running' : 'stopped';
    case 'input-available':
      return running ? 'running' : 'stopped';
    case 'output-available':
      return 'done';
    case 'output-error':
      return 'failed';
    case 'output-denied':
      return 'denied';
  }
}
