import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { type ClockLimits, RunClocks } from './timeouts.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function startClocks(limits: Partial<ClockLimits>) {
  const expired: ChatError[] = [];
  const all = { firstTokenMs: 0, idleMs: 0, runMs: 0, ...limits };
  const clocks = new RunClocks(all, (error) => expired.push(error));
  return { clocks, codes: () => expired.map(({ code }) => code), expired };
}

test('each clock expires at its time, and says how long that was', () => {
  const first = startClocks({ firstTokenMs: 1500 });
  vi.advanceTimersByTime(1499);
  expect(first.codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(first.expired[0]).toMatchObject({
    code: 'first-token-timeout',
    message: 'The model did not begin within 1.5 s.',
  });

  const idle = startClocks({ idleMs: 2000 });
  idle.clocks.heard();
  vi.advanceTimersByTime(2000);
  expect(idle.expired[0]).toMatchObject({
    code: 'idle-timeout',
    message: 'The model fell silent for 2 s.',
  });

  const run = startClocks({ runMs: 60_000 });
  vi.advanceTimersByTime(60_000);
  expect(run.expired[0]).toMatchObject({
    code: 'run-timeout',
    message: 'The answer took longer than 60 s.',
  });
});

test('a token sets the idle clock back, and costs no timer', () => {
  const { clocks, codes } = startClocks({ idleMs: 1000 });
  clocks.heard();
  const armed = vi.spyOn(globalThis, 'setTimeout');
  for (let token = 0; token < 100; token++) {
    vi.advanceTimersByTime(9);
    clocks.heard();
  }
  expect(armed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(999);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['idle-timeout']);
});

test('a sign of life sets the clock that runs back, and starts no other', () => {
  const { clocks, codes } = startClocks({ firstTokenMs: 1000, idleMs: 500, runMs: 10_000 });
  const beat = (times: number) => {
    for (let beats = 0; beats < times; beats++) {
      vi.advanceTimersByTime(450);
      clocks.alive();
    }
  };
  beat(4);
  vi.advanceTimersByTime(999);
  expect(codes()).toEqual([]);
  clocks.heard();
  beat(4);
  vi.advanceTimersByTime(499);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['idle-timeout']);
  clocks.pause();
  clocks.alive();
  vi.advanceTimersByTime(4_000);
  expect(codes()).toEqual(['idle-timeout']);
  clocks.stop();
});

test('the clock of the first token stops at the first token and starts again when the model is asked again', () => {
  const { clocks, codes } = startClocks({ firstTokenMs: 1000 });
  vi.advanceTimersByTime(999);
  clocks.heard();
  vi.advanceTimersByTime(10_000);
  clocks.asked();
  vi.advanceTimersByTime(999);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['first-token-timeout']);
});

test('while it pauses only the run as a whole is timed', () => {
  const { clocks, codes } = startClocks({ firstTokenMs: 10, idleMs: 10, runMs: 1000 });
  clocks.pause();
  vi.advanceTimersByTime(999);
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(codes()).toEqual(['run-timeout']);
});

test('the time of the run is not set back by tokens or steps', () => {
  const { clocks, codes } = startClocks({ idleMs: 500, firstTokenMs: 500, runMs: 1000 });
  for (let step = 0; step < 4; step++) {
    vi.advanceTimersByTime(249);
    if (step % 2) clocks.asked();
    else clocks.heard();
  }
  expect(codes()).toEqual([]);
  vi.advanceTimersByTime(4);
  expect(codes()).toEqual(['run-timeout']);
});

test('the earliest deadline wins, and one expiry is all', () => {
  const { codes } = startClocks({ firstTokenMs: 300, runMs: 200 });
  vi.advanceTimersByTime(100_000);
  expect(codes()).toEqual(['run-timeout']);
});

test('stopped or off, nothing expires and no timer is left', () => {
  const stopped = startClocks({ firstTokenMs: 10, idleMs: 10, runMs: 10 });
  stopped.clocks.stop();
  const off = startClocks({});
  off.clocks.heard();
  off.clocks.asked();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(1000);
  expect([...stopped.codes(), ...off.codes()]).toEqual([]);
});
