import { expect, test } from 'vitest';
import { FramePace, pauseAfter } from './frame-pace.ts';

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

const restsAfter = (...spent: number[]) => {
  const pace = new FramePace();
  return spent.map((each) => pace.restAfter(each));
};

test('one slow frame is followed by the next', () => {
  expect(restsAfter(4, 100, 4, 100)).toEqual([0, 0, 0, 0]);
});

test('each rest is at most twice the one before, for the words of a rest make the next frame slower', () => {
  expect(restsAfter(40, 40, 40, 40, 40, 40)).toEqual([0, 40, 80, 160, 320, 462]);
});

test('what was slow and is quick again goes on at once, and is soon rested from again if it was an exception', () => {
  expect(restsAfter(40, 40, 40, 40, 4, 40, 40)).toEqual([0, 40, 80, 160, 0, 0, 80]);
});
