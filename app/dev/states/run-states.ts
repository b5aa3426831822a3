import type { CallState, RunOfCall } from '#components/tool-call/call-state.ts';
import { type RunPhase, type RunStatus, RunStatusTracker } from '#lib/client/run/run-status.ts';
import type { CallPart } from '#lib/protocol/call-part.ts';
import { encodeHeartbeat } from '#lib/protocol/model-silence.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { eventsUntil, toAnswer, toCall } from './played-events.ts';
import type { PlayedRuns } from './scripted-runs.ts';

/** A status line that never stalls, because the model was heard of far in the future. */
const ACTIVE = { lastActivityAt: Number.MAX_SAFE_INTEGER };

/** A status for each phase of a run, and for the three lines that are no phase. */
export function statusStates({
  outcomes,
  toolCalls,
}: PlayedRuns): Record<RunPhase['name'] | 'stalled' | 'reconnecting' | 'stopping', RunStatus> {
  const retry: RunEvent = {
    type: 'data-retry',
    data: { retry: 1, of: 2, delayMs: 60_000, error: { code: 'upstream-error', message: '' } },
  };
  const connecting = { ...new RunStatusTracker().status, ...ACTIVE };
  const writing = statusAfter(eventsUntil(outcomes.complete, 'text-delta'));
  const reconnecting = new RunStatusTracker();
  reconnecting.markAccepted('run');
  reconnecting.setConnection('reconnecting');
  return {
    connecting,
    waiting: statusAfter(outcomes.complete.slice(0, 1)),
    thinking: statusAfter(eventsUntil(outcomes.complete, 'reasoning-delta')),
    writing,
    calling: statusAfter(eventsUntil(toolCalls.calculation, 'tool-input-delta')),
    running: statusAfter(eventsUntil(toolCalls.calculation, 'tool-input-available')),
    retrying: statusAfter([...outcomes.complete.slice(0, 1), retry]),
    stalled: {
      ...writing,
      lastActivityAt: performance.now(),
      heartbeat: encodeHeartbeat({ silentMs: 140_000, keepAlives: 14 }),
    },
    reconnecting: reconnecting.status,
    stopping: writing,
  };
}

function statusAfter(events: readonly RunEvent[]): RunStatus {
  const tracker = new RunStatusTracker();
  tracker.markAccepted('run');
  tracker.applyEvents(events, toAnswer(events));
  return { ...tracker.status, ...ACTIVE };
}

/** A tool call in each state that its card can show, and the run around it. */
export function callStates({ toolCalls }: PlayedRuns): Record<CallState, { call: CallPart; run: RunOfCall }> {
  const { calculation, approval } = toolCalls;
  const approvalId = toCall(approval).approval?.id ?? '';
  const answered = (approved: boolean): RunEvent[] => [
    ...approval,
    {
      type: 'tool-approval-response',
      approvalId,
      approved,
      ...(approved ? {} : { reason: 'Not this site.' }),
    },
  ];
  const writing = toCall(eventsUntil(calculation, 'tool-input-delta'));
  return {
    writing: { call: writing, run: 'live' },
    waiting: { call: toCall(approval), run: 'waiting' },
    allowed: { call: toCall(answered(true)), run: 'waiting' },
    running: { call: toCall(eventsUntil(calculation, 'tool-input-available')), run: 'live' },
    done: { call: toCall(calculation), run: 'over' },
    failed: { call: toCall(toolCalls['calculation that fails']), run: 'over' },
    denied: { call: toCall(answered(false)), run: 'over' },
    stopped: { call: writing, run: 'over' },
  };
}
