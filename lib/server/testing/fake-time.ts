import 'server-only';
import { vi } from 'vitest';
import { ServerLoad } from '../generation/read-throttle.ts';

/**
 * Installs fake timers and switches off read throttling, which depends on the load that earlier tests put on the process and
 * would leave a run waiting for a timer that nobody advances.
 */
export function useFakeTime(options: Parameters<typeof vi.useFakeTimers>[0] = {}): void {
  vi.useFakeTimers(options);
  vi.spyOn(ServerLoad.prototype, 'intervalMs', 'get').mockReturnValue(0);
}

/** Advances fake timers until `work` settles. @throws when that takes more than `limitMs` of fake time. */
export async function advanceUntil<Result>(work: Promise<Result>, limitMs = 600_000): Promise<Result> {
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  finished.catch(() => undefined); // rethrown below
  for (let elapsed = 0; !done && elapsed <= limitMs; elapsed += 50) await vi.advanceTimersByTimeAsync(50);
  if (!done) throw new Error(`not done after ${limitMs} ms`);
  return finished;
}

export const DAY_MS = 86_400_000;

/** Sets the wall clock forward or back, as an administrator or a time server does. The monotonic clock does not notice. */
export function shiftWallClock(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}
