import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PartRate, ReadPace } from './read-throttle.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** A pace that has seen `partsPerSecond` for a second. */
function paceAt(partsPerSecond: number): ReadPace {
  const pace = new ReadPace();
  const stepMs = 10;
  for (let elapsed = 0; elapsed <= 1_000; elapsed += stepMs) {
    pace.count((partsPerSecond * stepMs) / 1_000, Date.now());
    vi.advanceTimersByTime(stepMs);
  }
  return pace;
}

describe('the rest between two reads', () => {
  test.each([
    [50, 0],
    [100, 0],
    [500, 8],
    [1_000, 8],
    [2_500, 20],
    [5_000, 40],
    [100_000, 40],
  ])('at %i parts a second is about %i ms', (partsPerSecond, restMs) => {
    const slack = restMs === 40 ? 0 : restMs * 0.1;
    expect(Math.abs(paceAt(partsPerSecond).restMs - restMs)).toBeLessThanOrEqual(slack);
  });

  test('ends on a grid that all runs share, with one timer', async () => {
    const pace = paceAt(5_000);
    const now = Date.now();
    const rested: number[] = [];
    const rests = [0, 1, 2, 3].map((late) =>
      pace.rest(now + late, 1)?.then(() => rested.push(Date.now() - now)),
    );
    expect(vi.getTimerCount()).toBe(2);
    await vi.advanceTimersByTimeAsync(60);
    await Promise.all(rests);
    expect(Math.min(...rested)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...rested)).toBeLessThanOrEqual(53);
  });

  test('is none on an idle server', () => {
    expect(paceAt(100).rest(Date.now(), 1)).toBeUndefined();
  });

  test('is none for a run so slow that nothing would gather', () => {
    const pace = paceAt(10_000);
    expect(pace.rest(Date.now(), 20 / 1_000)).toBeUndefined();
    expect(pace.rest(Date.now(), 50 / 1_000)).toBeDefined();
    vi.runAllTimers();
  });
});

test('the rate of a run follows what it reads', () => {
  const rate = new PartRate();
  for (let read = 0; read < 50; read++) rate.read(1, read * 20);
  expect(rate.perMs).toBeCloseTo(0.05, 3);
  for (let read = 50; read < 100; read++) rate.read(4, read * 20);
  expect(rate.perMs).toBeCloseTo(0.2, 3);
});
