import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS, shiftWallClock } from '../testing/fake-time.ts';
import { startTimeouts } from '../testing/started-timeouts.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an extended wait', () => {
  test('ends later by so much, and says how long it was', () => {
    const first = startTimeouts({ firstTokenMs: 1000 });
    vi.advanceTimersByTime(900);
    first.timeouts.extend(5000);
    vi.advanceTimersByTime(5099);
    expect(first.codes()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(first.expired[0]).toMatchObject({
      code: 'first-token-timeout',
      message: 'The model did not respond within 6 s.',
    });
  });

  test('lasts over keep-alives, and ends with the next output', () => {
    const { timeouts, codes } = startTimeouts({ idleMs: 1000 });
    timeouts.partReceived();
    timeouts.extend(5000);
    vi.advanceTimersByTime(5900);
    timeouts.bytesReceived();
    vi.advanceTimersByTime(5900);
    expect(codes()).toEqual([]);
    timeouts.partReceived();
    vi.advanceTimersByTime(999);
    expect(codes()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(codes()).toEqual(['idle-timeout']);
  });

  test('is an hour at most, and a longer limit stays', () => {
    const { timeouts, codes } = startTimeouts({ idleMs: 1000 });
    timeouts.partReceived();
    for (let request = 0; request < 20; request++) timeouts.extend(300_000);
    vi.advanceTimersByTime(3_599_999);
    expect(codes()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(codes()).toEqual(['idle-timeout']);

    const long = startTimeouts({ firstTokenMs: 7_200_000 });
    long.timeouts.extend(300_000);
    vi.advanceTimersByTime(7_200_000);
    expect(long.codes()).toEqual(['first-token-timeout']);
  });

  test('does not outlast the run timeout', () => {
    const { timeouts, codes } = startTimeouts({ firstTokenMs: 1000, runMs: 2000 });
    timeouts.extend(5000);
    vi.advanceTimersByTime(2000);
    expect(codes()).toEqual(['run-timeout']);
  });

  test('is none while nothing is expected', () => {
    const { timeouts, codes } = startTimeouts({ idleMs: 100 });
    timeouts.pause();
    timeouts.extend(5000);
    timeouts.partReceived();
    vi.advanceTimersByTime(100);
    expect(codes()).toEqual(['idle-timeout']);
  });
});

test('the silence is the time without output, with the signs of life since; none while nothing is expected', () => {
  const { timeouts } = startTimeouts({});
  timeouts.bytesReceived(); // headers
  vi.advanceTimersByTime(40_000);
  timeouts.bytesReceived();
  shiftWallClock(DAY_MS);
  vi.advanceTimersByTime(40_000);
  timeouts.bytesReceived();
  expect(timeouts.silence).toEqual({ silentMs: 80_000, keepAlives: 2 });
  timeouts.partReceived();
  timeouts.bytesReceived();
  timeouts.partReceived();
  vi.advanceTimersByTime(200_000);
  expect(timeouts.silence).toEqual({ silentMs: 200_000, keepAlives: 0 });
  timeouts.pause();
  expect(timeouts.silence).toBeUndefined();
});
