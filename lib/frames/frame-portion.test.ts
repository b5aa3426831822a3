import { expect, test } from 'vitest';
import { framePortion } from './frame-portion.ts';

test('takes a small backlog whole', () => {
  expect([framePortion(0), framePortion(601), framePortion(1_199)]).toEqual([0, 601, 1_199]);
});

test('takes 600 characters of a medium backlog', () => {
  expect([framePortion(1_200), framePortion(3_600)]).toEqual([600, 600]);
});

test('takes a sixth of a large backlog', () => {
  expect(framePortion(60_001)).toBe(10_001);
});

test('works off a megabyte within half a second of frames', () => {
  let left = 1_000_000;
  let frames = 0;
  for (; left > 0; frames++) left -= framePortion(left);
  expect(frames / 60).toBeLessThan(0.8);
});
