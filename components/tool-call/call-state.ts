import type { CallPart } from '#lib/protocol/call-part.ts';
import { parseCallMetadata } from '#lib/tools/call-metadata.ts';

/** What a reader should know of a call now. */
export type CallState =
  | 'writing'
  | 'waiting'
  /** It will run when the other calls beside it have been answered. */
  | 'allowed'
  | 'running'
  | 'done'
  | 'failed'
  | 'denied'
  /** Its run ended before it did. */
  | 'stopped';

/** The run behind a call: going on, ended to wait for the reader or the browser, or over. */
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
