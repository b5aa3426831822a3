import { expect, test } from 'vitest';
import { ManualClock } from '#lib/markdown/fixtures/manual-clock.ts';
import { FramePace, restWanted } from './frame-throttle.ts';

test('what fits into a frame needs no rest', () => {
  expect(restWanted(10)).toBe(0);
});

test('what nearly fills a frame takes a quarter of the thread', () => {
  expect(restWanted(12)).toBe(36);
});

test('the rest grows without a step', () => {
  for (const spent of [12, 17]) expect(restWanted(spent)).toBeCloseTo(restWanted(spent + 1e-9), 6);
});

test('of frames that come late there is one in twelve', () => {
  for (const spent of [18, 20, 30, 40, 50]) {
    const late = Math.ceil(spent / (1_000 / 60)) - 1;
    const frames = (spent + restWanted(spent)) / (1_000 / 60);
    expect(late / frames).toBeLessThan(0.1);
  }
});

test('no text stands still for longer than six tenths of a second', () => {
  expect(restWanted(5_000)).toBe(600);
});

/** How long is rested after each of a row of frames that take so long. */
const restsAfter = (...spent: number[]) => {
  const clock = new ManualClock();
  const pace = new FramePace(clock);
  return spent.map((each) => {
    pace.frameBegins();
    clock.paint(each);
    const rest = Math.max(0, pace.restsUntil - clock.now());
    clock.time += rest;
    return rest;
  });
};

test('one slow frame is followed by the next', () => {
  expect(restsAfter(4, 100, 4, 100)).toEqual([0, 0, 0, 0]);
});

test('rests are short until frames have long been slow: what came meanwhile is soon shown', () => {
  const rests = restsAfter(...Array.from({ length: 60 }, () => 40));
  expect(rests.slice(0, 4)).toEqual([0, 20, 20, 20]);
  expect(Math.max(...rests.slice(0, 10))).toBeLessThan(80);
  expect(rests.at(-1)).toBe(462);
});

test('what was slow and is quick again goes on at once, and is rested from for less if it is slow again', () => {
  const slow = Array.from({ length: 20 }, () => 40);
  const rests = restsAfter(...slow, 4, 40, 40);
  const last = rests[19] ?? 0;
  expect(rests.slice(20, 22)).toEqual([0, 0]);
  expect(rests[22]).toBeGreaterThan(20);
  expect(rests[22]).toBeLessThan(last);
});

test('who shows words in the same frame is measured once, from the first', () => {
  const clock = new ManualClock();
  const pace = new FramePace(clock);
  for (let frame = 0; frame < 2; frame++) {
    pace.frameBegins();
    clock.time += 7;
    pace.frameBegins();
    clock.paint(5);
  }
  expect(pace.restsUntil - clock.now()).toBe(20);
});

test('a frame in a rest says nothing of the next', () => {
  const clock = new ManualClock();
  const pace = new FramePace(clock);
  for (let frame = 0; frame < 2; frame++) {
    pace.frameBegins();
    clock.paint(40);
  }
  pace.frameBegins();
  clock.paint(1);
  clock.time = pace.restsUntil;
  pace.frameBegins();
  clock.paint(40);
  expect(pace.restsUntil - clock.now()).toBe(20);
});
