import 'client-only';
import { vi } from 'vitest';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { RunStart } from '../run/run-connection.ts';
import { followRun } from '../run/run-transport.ts';

export const runStart: RunStart = { runId: 'run-1' as RunId, messages: [], trigger: 'submit-message' };
export const textStart: RunEvent = { type: 'text-start', id: 't' };
export const finishEvent: RunEvent = { type: 'finish' };
export const textDelta = (delta: string): RunEvent => ({ type: 'text-delta', id: 't', delta });

/** Advances the fake time and runs everything that is due by then. */
export const advance = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

/** Starts or attaches to a run, follows it, and records its events. */
export function follow({ start }: { start?: RunStart } = { start: runStart }) {
  const events: RunEvent[] = [];
  const connections: string[] = [];
  const accepted = vi.fn();
  const heartbeats: string[] = [];
  const controller = new AbortController();
  let release = () => {};
  const ended = followRun({
    chatId: 'chat-1' as ChatId,
    ...(start ? { start } : {}),
    signal: controller.signal,
    onOpening: (connection) => {
      release = () => connection.release();
    },
    onAccepted: accepted,
    onEvents: (more) => void events.push(...more),
    onConnection: (connection, heartbeat) => {
      if (connections.at(-1) !== connection) connections.push(connection);
      if (heartbeat) heartbeats.push(heartbeat);
    },
  });
  /** Called with the result or the error. */
  const outcome = vi.fn();
  ended.then(outcome, outcome);
  return { ended, outcome, events, connections, accepted, heartbeats, controller, release: () => release() };
}
