import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DAY_MS, shiftWallClock } from '../testing/fake-time.ts';
import { startTimeouts } from '../testing/started-timeouts.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('each timeout fires at its limit and names it in the message', () => {
  const first = startTimeouts({ firstTokenMs: 1500 });
  vi.advanceTimersByTime(1499);
  expect(first.codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(first.expired[0]).toMatchObject({
    code: 'first-token-timeout',
    message: 'The model did not respond within 1.5 s.',
  });

  const idle = startTimeouts({ idleMs: 2000 });
  idle.timeouts.partReceived();
  vi.advanceTimersByTime(2000);
  expect(idle.expired[0]).toMatchObject({
    code: 'idle-timeout',
    message: 'The model sent nothing for 2 s.',
  });

  const run = startTimeouts({ runMs: 60_000 });
  vi.advanceTimersByTime(60_000);
  expect(run.expired[0]).toMatchObject({
    code: 'run-timeout',
    message: 'The answer took longer than 60 s.',
  });
});

test('a token restarts the idle timeout without a new timer', () => {
  const { timeouts, codes } = startTimeouts({ idleMs: 1000 });
  timeouts.partReceived();
  const armed = vi.spyOn(globalThis, 'setTimeout');
  for (let token = 0; token < 100; token++) {
    vi.advanceTimersByTime(9);
    timeouts.partReceived();
  }
  expect(armed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(999);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['idle-timeout']);
});

test('bytes restart the current timeout and start no other', () => {
  const { timeouts, codes } = startTimeouts({ firstTokenMs: 1000, idleMs: 500, runMs: 10_000 });
  const beat = (times: number) => {
    for (let beats = 0; beats < times; beats++) {
      vi.advanceTimersByTime(450);
      timeouts.bytesReceived();
    }
  };
  beat(4);
  vi.advanceTimersByTime(999);
  expect(codes()).toEqual([]);
  timeouts.partReceived();
  beat(4);
  vi.advanceTimersByTime(499);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['idle-timeout']);
  timeouts.pause();
  timeouts.bytesReceived();
  vi.advanceTimersByTime(4_000);
  expect(codes()).toEqual(['idle-timeout']);
  timeouts.stop();
});

test('the first-token timeout ends at the first token and restarts with the next request', () => {
  const { timeouts, codes } = startTimeouts({ firstTokenMs: 1000 });
  vi.advanceTimersByTime(999);
  timeouts.partReceived();
  vi.advanceTimersByTime(10_000);
  timeouts.requestSent();
  vi.advanceTimersByTime(999);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['first-token-timeout']);
});

test('while paused only the run timeout fires', () => {
  const { timeouts, codes } = startTimeouts({ firstTokenMs: 10, idleMs: 10, runMs: 1000 });
  timeouts.pause();
  vi.advanceTimersByTime(999);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['run-timeout']);
});

test('tokens and steps do not restart the run timeout', () => {
  const { timeouts, codes } = startTimeouts({ idleMs: 500, firstTokenMs: 500, runMs: 1000 });
  for (let step = 0; step < 4; step++) {
    vi.advanceTimersByTime(249);
    if (step % 2) timeouts.requestSent();
    else timeouts.partReceived();
  }
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(4);
  expect(codes()).toEqual(['run-timeout']);
});

test('only the earliest timeout fires', () => {
  const { codes } = startTimeouts({ firstTokenMs: 300, runMs: 200 });
  vi.advanceTimersByTime(100_000);
  expect(codes()).toEqual(['run-timeout']);
});

test('when stopped or off, no timeout fires and no timer remains', () => {
  const stopped = startTimeouts({ firstTokenMs: 10, idleMs: 10, runMs: 10 });
  stopped.timeouts.stop();
  const off = startTimeouts({});
  off.timeouts.partReceived();
  off.timeouts.requestSent();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1000);
  expect([...stopped.codes(), ...off.codes()]).toEqual([]);
});

test('resumes after a pause with a new idle timeout', () => {
  const { timeouts, codes } = startTimeouts({ idleMs: 100 });
  timeouts.partReceived();
  timeouts.pause();
  vi.advanceTimersByTime(1_000);
  timeouts.partReceived();
  vi.advanceTimersByTime(99);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['idle-timeout']);
});

test.each([DAY_MS, -DAY_MS])('a wall clock that jumps by %i ms moves no deadline', (jump) => {
  const { timeouts, codes } = startTimeouts({ idleMs: 1000, runMs: 2500 });
  timeouts.partReceived();
  shiftWallClock(jump);
  vi.advanceTimersByTime(999);
  timeouts.partReceived();
  shiftWallClock(jump);
  vi.advanceTimersByTime(999);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['idle-timeout']);

  const run = startTimeouts({ runMs: 2500 });
  vi.advanceTimersByTime(1000);
  shiftWallClock(jump);
  vi.advanceTimersByTime(1499);
  expect(run.codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(run.codes()).toEqual(['run-timeout']);
});

test('a timer that fires early is set again without a negative delay', () => {
  const startedAt = performance.now();
  const { codes } = startTimeouts({ runMs: 1000 });
  vi.spyOn(performance, 'now')
    .mockReturnValueOnce(startedAt + 999.995)
    .mockReturnValueOnce(startedAt + 1000.004);
  const armed = vi.spyOn(globalThis, 'setTimeout');
  vi.advanceTimersByTime(1000);
  expect(armed).toHaveBeenCalledExactlyOnceWith(expect.any(Function), 0);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['run-timeout']);
});
