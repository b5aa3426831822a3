import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ReadThrottle, ServerLoad } from './read-throttle.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A server that has read `partsPerSecond` for a second. */
function loadAt(partsPerSecond: number): ServerLoad {
  const load = new ServerLoad();
  const stepMs = 10;
  for (let elapsed = 0; elapsed <= 1_000; elapsed += stepMs) {
    load.count((partsPerSecond * stepMs) / 1_000, Date.now());
    vi.advanceTimersByTime(stepMs);
  }
  return load;
}

/** A run on `load` that has read one part every `intervalMs`, the last one just now. */
function throttleAt(load: ServerLoad, intervalMs: number): ReadThrottle {
  const throttle = new ReadThrottle(load);
  for (let read = 0; read < 50; read++) {
    if (read > 0) vi.advanceTimersByTime(intervalMs);
    throttle.count(1);
  }
  return throttle;
}

test.each([
  [50, 0],
  [100, 0],
  [500, 8],
  [1_000, 8],
  [2_500, 20],
  [5_000, 40],
  [100_000, 40],
])('at %i parts per second, reads are about %i ms apart', (partsPerSecond, intervalMs) => {
  const tolerance = intervalMs === 40 ? 0 : intervalMs * 0.1;
  expect(Math.abs(loadAt(partsPerSecond).intervalMs - intervalMs)).toBeLessThanOrEqual(tolerance);
});

test('throttled runs wake on a shared grid, with one timer per slot', async () => {
  const load = loadAt(5_000);
  const now = Date.now();
  const wokeAt: number[] = [];
  const waits = [0, 1, 2, 3].map((late) =>
    load.waitUntil(now + late + 40, now).then(() => wokeAt.push(Date.now() - now)),
  );
  expect(vi.getTimerCount()).toBe(2);
  await vi.advanceTimersByTimeAsync(60);
  await Promise.all(waits);
  expect(Math.min(...wokeAt)).toBeGreaterThanOrEqual(40);
  expect(Math.max(...wokeAt)).toBeLessThanOrEqual(53);
});

describe('a run', () => {
  test('is not throttled on an idle server', () => {
    expect(throttleAt(new ServerLoad(), 20).wait()).toBeUndefined();
  });

  test('is not throttled when it is so slow that no parts would gather', () => {
    vi.spyOn(ServerLoad.prototype, 'intervalMs', 'get').mockReturnValue(40);
    expect(throttleAt(new ServerLoad(), 50).wait()).toBeUndefined();
  });

  test('waits for the interval since its last read', async () => {
    vi.spyOn(ServerLoad.prototype, 'intervalMs', 'get').mockReturnValue(40);
    const throttle = throttleAt(new ServerLoad(), 20);
    const woke = vi.fn();
    void throttle.wait()?.then(woke);
    await vi.advanceTimersByTimeAsync(39);
    expect(woke).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(11);
    expect(woke).toHaveBeenCalledTimes(1);
  });

  test('does not wait when the interval has passed since its last read', () => {
    vi.spyOn(ServerLoad.prototype, 'intervalMs', 'get').mockReturnValue(40);
    const throttle = throttleAt(new ServerLoad(), 20);
    vi.advanceTimersByTime(40);
    expect(throttle.wait()).toBeUndefined();
  });

  test('measures how many parts it reads per millisecond', () => {
    const throttle = throttleAt(new ServerLoad(), 20);
    expect(throttle.partsPerMs).toBeCloseTo(0.05, 3);
    for (let read = 0; read < 50; read++) {
      vi.advanceTimersByTime(20);
      throttle.count(4);
    }
    expect(throttle.partsPerMs).toBeCloseTo(0.2, 3);
  });
});
