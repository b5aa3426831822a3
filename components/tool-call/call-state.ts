import type { CallPart } from '#lib/protocol/call-part.ts';
import { parseCallMetadata } from '#lib/tools/call-metadata.ts';

/** The state that a tool call's card shows. */
export type CallState =
  | 'writing'
  | 'waiting'
  /** Allowed, but it runs only once the other calls of the step have been answered. */
  | 'allowed'
  | 'running'
  | 'done'
  | 'failed'
  | 'denied'
  /** The run ended before the call did. */
  | 'stopped';

/** The run of a call: in progress, ended to wait for the user or the browser, or over. */
export type RunOfCall = 'live' | 'waiting' | 'over';

export function callState(call: CallPart, run: RunOfCall): CallState {
  const over = run === 'over' || parseCallMetadata(call.toolMetadata).stopped === true;
  switch (call.state) {
    case 'input-streaming':
      return run === 'live' && !over ? 'writing' : 'stopped';
    case 'approval-requested':
      return over ? 'stopped' : 'waiting';
    case 'approval-responded':
      if (!call.approval.approved) return 'denied';
      return over ? 'stopped' : run === 'live' ? 'running' : 'allowed';
    case 'input-available':
      return over ? 'stopped' : 'running';
    case 'output-available':
      return 'done';
    case 'output-error':
      return 'failed';
    case 'output-denied':
      return 'denied';
  }
}

export function hasEnded(state: CallState): boolean {
  return state === 'done' || state === 'failed' || state === 'denied' || state === 'stopped';
}
