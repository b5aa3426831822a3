import { expect, test } from 'vitest';
import { pauseAfter } from './pause.ts';

test('what fits into a frame needs no rest', () => {
  expect(pauseAfter(10)).toBe(0);
});

test('what nearly fills a frame takes a quarter of the thread', () => {
  expect(pauseAfter(12)).toBe(36);
});

test('the rest grows without a step', () => {
  for (const spent of [12, 17]) expect(pauseAfter(spent)).toBeCloseTo(pauseAfter(spent + 1e-9), 6);
});

test('of frames that come late there is one in twelve', () => {
  for (const spent of [18, 20, 30, 40, 50]) {
    const late = Math.ceil(spent / (1_000 / 60)) - 1;
    const frames = (spent + pauseAfter(spent)) / (1_000 / 60);
    expect(late / frames).toBeLessThan(0.1);
  }
});

test('no text stands still for longer than six tenths of a second', () => {
  expect(pauseAfter(5_000)).toBe(600);
});
