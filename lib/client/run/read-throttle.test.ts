import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { restBeforeReading } from './read-throttle.ts';

const clock = { now: () => Date.now(), nextFrame: () => () => {}, afterPaint: () => {} };
const pace = { clock, restsUntil: 0 };

beforeEach(() => {
  vi.useFakeTimers();
  pace.restsUntil = 0;
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

async function restMs(): Promise<number> {
  const from = Date.now();
  let until = Number.NaN;
  void restBeforeReading(pace).then(() => {
    until = Date.now();
  });
  await vi.runAllTimersAsync();
  return until - from;
}

test('what is quickly shown is rested from for half a frame', async () => {
  expect(await restMs()).toBe(8);
});

test('the rest is as long as the page wants it', async () => {
  pace.restsUntil = Date.now() + 300;
  expect(await restMs()).toBe(300);
});

test('a frame that turns out slow makes the rest that goes on longer', async () => {
  const rested = vi.fn();
  void restBeforeReading(pace).then(rested);
  await vi.advanceTimersByTimeAsync(5);
  pace.restsUntil = Date.now() + 40;
  await vi.advanceTimersByTimeAsync(39);
  expect(rested).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(rested).toHaveBeenCalled();
});
