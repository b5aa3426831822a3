import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FrameClock } from '#lib/frames/frame-clock.ts';
import { ReadPace } from './read-pace.ts';

/** A frame that costs as much as is told. */
let paint: () => void;
const clock: FrameClock = {
  now: () => Date.now(),
  nextFrame: () => () => {},
  afterPaint: (callback) => {
    paint = callback;
  },
};
let pace: ReadPace;

beforeEach(() => {
  vi.useFakeTimers();
  pace = new ReadPace(clock);
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

async function showFrame(cost: number): Promise<void> {
  pace.frameBegins();
  await vi.advanceTimersByTimeAsync(cost);
  paint();
}

async function restMs(): Promise<number> {
  const from = Date.now();
  let until = Number.NaN;
  void pace.rest().then(() => {
    until = Date.now();
  });
  await vi.runAllTimersAsync();
  return until - from;
}

test('what is quickly shown is rested from for half a frame', async () => {
  await showFrame(4);
  await showFrame(4);
  expect(await restMs()).toBe(8);
});

test('one slow frame changes nothing', async () => {
  await showFrame(4);
  await showFrame(100);
  expect(await restMs()).toBe(8);
});

test('after two slow frames it is rested, longer each time, until one frame in twelve is late', async () => {
  await showFrame(25);
  for (const rest of [40, 80, 160, 186 + 12 * 8]) {
    await showFrame(25);
    expect(await restMs()).toBe(rest);
  }
});

test('a frame that turns out slow makes the rest that goes on longer', async () => {
  for (let frame = 0; frame < 4; frame++) await showFrame(25);
  pace.frameBegins();
  await vi.advanceTimersByTimeAsync(20);
  const resting = vi.fn();
  void pace.rest().then(resting);
  await vi.advanceTimersByTimeAsync(5);
  paint();
  await vi.advanceTimersByTimeAsync(200);
  expect(resting).not.toHaveBeenCalled();
  await vi.runAllTimersAsync();
  expect(resting).toHaveBeenCalled();
});
