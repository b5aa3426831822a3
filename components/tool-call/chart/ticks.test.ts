import { expect, test } from 'vitest';
import { labelStride, niceScale } from './ticks.ts';

test.each([
  [[0, 100], 5, true, [0, 20, 40, 60, 80, 100]],
  [[3, 97], 5, true, [0, 20, 40, 60, 80, 100]],
  [[0.1, 0.3], 4, false, [0.1, 0.15, 0.2, 0.25, 0.3]],
  [[-5, 12], 4, true, [-5, 0, 5, 10, 15]],
  [[7], 2, true, [0, 5, 10]],
  [[0], 2, true, [0, 0.5, 1]],
  [[-4], 4, true, [-4, -3, -2, -1, 0]],
  [[1e9, 3e9], 2, false, [1e9, 2e9, 3e9]],
])('%j in about %d steps, zero %s, has %j', (values, count, withZero, ticks) => {
  expect(niceScale(values, count, withZero).ticks).toEqual(ticks);
});

test('a scale contains all its values', () => {
  for (const values of [
    [0.013, 7.9],
    [-1e-9, 1e-9],
    [123456, 123457],
    [5, 5],
    [-3, -3],
  ]) {
    for (const zero of [true, false]) {
      const { from, to, ticks } = niceScale(values, 5, zero);
      expect(from).toBeLessThanOrEqual(Math.min(...values));
      expect(to).toBeGreaterThanOrEqual(Math.max(...values));
      expect(ticks.length).toBeLessThan(13);
    }
  }
});

test('skips labels at even intervals if they do not fit', () => {
  expect(labelStride(5, 500, 60)).toBe(1);
  expect(labelStride(20, 500, 60)).toBe(3);
  expect(labelStride(500, 300, 60)).toBe(100);
});
