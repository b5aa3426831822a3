import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DAY_MS, shiftWallClock } from '#lib/server/testing/fake-time.ts';
import { OutageTimer } from './outage-timer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([0, DAY_MS, -DAY_MS])('measures both times although the wall clock jumps by %i ms', (jump) => {
  const outage = new OutageTimer();
  outage.recordFailure();
  vi.advanceTimersByTime(700);
  shiftWallClock(jump);
  outage.recordFailure();
  expect(outage).toMatchObject({ unreachableForMs: 700, expiredForMs: 0 });
  outage.recordAnswer({ expired: true });
  shiftWallClock(jump);
  vi.advanceTimersByTime(300);
  outage.recordAnswer({ expired: true });
  expect(outage).toMatchObject({ unreachableForMs: 0, expiredForMs: 300 });
});
