import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RecordingLine } from '#lib/protocol/recording/recording.ts';
import { textDelta } from '../testing/follow.ts';
import { recordingOf } from '../testing/sample-recordings.ts';
import { type ReplayClock, ReplayPlayer, SPEEDS } from './replay-player.ts';

/** When each line comes in the recording. Two come at once, and one gap is long. */
const TIMES = [0, 5, 5, 250, 1_000, 61_000];
const LINES = recordingOf(TIMES.map((t) => [t, textDelta(`${t}`)])).lines;

/** A target that notes what it gets, and when. */
class NotingTarget {
  readonly calls: { at: number; lines: number[] }[] = [];
  applied: number[] = [];
  resets = 0;

  apply(lines: readonly RecordingLine[]): void {
    this.calls.push({ at: performance.now(), lines: lines.map(({ t }) => t) });
    this.applied.push(...lines.map(({ t }) => t));
  }

  reset(): void {
    this.applied = [];
    this.resets++;
  }
}

function createPlayer({ lines = LINES, clock }: { lines?: RecordingLine[]; clock?: ReplayClock } = {}) {
  const target = new NotingTarget();
  const onChange = vi.fn();
  const player = new ReplayPlayer({ lines, target, onChange, ...(clock ? { clock } : {}) });
  return { player, target, onChange };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test.each(SPEEDS)('at %d times the speed, each line comes at its recorded time', (speed) => {
  const { player, target } = createPlayer();
  player.setSpeed(speed);
  const begun = performance.now();
  player.play();
  vi.runAllTimers();
  expect(target.calls.flatMap(({ at, lines }) => lines.map(() => at - begun))).toEqual(
    TIMES.map((t) => Math.ceil(t / speed)),
  );
  expect(player.state).toEqual({ isPlaying: false, speed, position: 61_000, applied: 6 });
});

test('rounded times do not add up: the last of a thousand lines is as late as the first', () => {
  const lines = recordingOf(
    Array.from({ length: 1_000 }, (_, index) => [index * 3.3, textDelta('a')] as const),
  ).lines;
  const { player, target } = createPlayer({ lines });
  const begun = performance.now();
  player.play();
  vi.runAllTimers();
  const late = target.calls.flatMap(({ at, lines }) => lines.map((t) => at - begun - t));
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...late)).toBeLessThan(1.001);
});

test('a pause stops the time, and playing on keeps the rest of a gap', () => {
  const { player, target } = createPlayer();
  player.play();
  vi.advanceTimersByTime(600);
  player.pause();
  vi.advanceTimersByTime(100_000);
  expect(player.state).toMatchObject({ isPlaying: false, position: 600, applied: 4 });
  player.play();
  vi.advanceTimersByTime(399);
  expect(target.applied).toHaveLength(4);
  vi.advanceTimersByTime(1);
  expect(target.applied).toHaveLength(5);
  player.pause();
});

test('a new speed applies to the rest of the gap', () => {
  const { player, target } = createPlayer();
  player.play();
  vi.advanceTimersByTime(500);
  player.setSpeed(0.25);
  vi.advanceTimersByTime(1_999);
  expect([target.applied.length, player.state.position]).toEqual([4, 999.75]);
  vi.advanceTimersByTime(1);
  expect([target.applied.length, player.state.position]).toEqual([5, 1_000]);
  player.close();
});

test('one late timer applies everything that is due at once, as in a hidden tab', () => {
  let now = 0;
  const timers: (() => void)[] = [];
  const clock: ReplayClock = {
    now: () => now,
    after: (_, callback) => {
      timers.push(callback);
      return () => {};
    },
  };
  const lines = recordingOf(
    Array.from({ length: 50_000 }, (_, index) => [index, textDelta('a')] as const),
  ).lines;
  const { player, target, onChange } = createPlayer({ lines, clock });
  player.play();
  onChange.mockClear();
  now = 60_000;
  expect(timers).toHaveLength(1);
  timers.shift()?.();
  expect([target.applied.length, target.calls.length, timers.length, onChange.mock.calls.length]).toEqual([
    50_000, 2, 0, 1,
  ]);
});

test('a timer that fires early applies nothing, and is set again', () => {
  let now = 0;
  const timers: { ms: number; callback: () => void }[] = [];
  const clock: ReplayClock = {
    now: () => now,
    after: (ms, callback) => {
      timers.push({ ms, callback });
      return () => {};
    },
  };
  const { player, target } = createPlayer({ clock });
  player.play();
  now = 4.4;
  timers.shift()?.callback();
  expect(target.applied).toEqual([0]);
  expect(timers.map(({ ms }) => ms)).toEqual([1]);
});

test('a seek forward applies what lies between, and a seek back starts over', () => {
  const { player, target } = createPlayer();
  player.seek(300);
  expect([target.applied, target.resets, player.state.position]).toEqual([[0, 5, 5, 250], 1, 300]);
  player.seek(250);
  expect([target.applied, target.resets]).toEqual([[0, 5, 5, 250], 1]);
  player.seek(249);
  expect([target.applied, target.resets]).toEqual([[0, 5, 5], 2]);
  player.seek(-1);
  expect([target.applied, player.state.position]).toEqual([[0], 0]);
  player.seek(1e9);
  expect([target.applied, player.state.position]).toEqual([TIMES, 61_000]);
});

test('a seek while playing plays on from there', () => {
  const { player, target } = createPlayer();
  player.play();
  player.seek(60_990);
  vi.advanceTimersByTime(9);
  expect(target.applied).toHaveLength(5);
  vi.advanceTimersByTime(1);
  expect(target.applied).toHaveLength(6);
  expect(player.state.isPlaying).toBe(false);
});

test('playing at the end starts over', () => {
  const { player, target } = createPlayer();
  player.seek(61_000);
  player.play();
  expect([target.applied, player.state.isPlaying]).toEqual([[0], true]);
  player.close();
});

test('a seek to a line pauses there, and goes no further than the recording', () => {
  const { player, target } = createPlayer();
  player.play();
  player.seekLine(4);
  expect(player.state).toMatchObject({ isPlaying: false, position: 250, applied: 4 });
  player.seekLine(1);
  expect([target.applied, player.state.position]).toEqual([[0], 0]);
  player.seekLine(100);
  expect([target.applied, player.state.position]).toEqual([TIMES, 61_000]);
  player.seekLine(-1);
  expect([target.applied, player.state.position]).toEqual([[], 0]);
});

test('steps pause, and go line by line in both directions without those of the browser', () => {
  const [first, second] = LINES as [RecordingLine, RecordingLine];
  const lines: RecordingLine[] = [
    first,
    { t: 3, type: 'task', from: 1, ms: 60 },
    { t: 4, type: 'delay', ms: 60, seq: 1 },
    second,
    { t: 90, type: 'close', reason: 'lost' },
  ];
  const { player } = createPlayer({ lines });
  const at = () => [player.state.applied, player.state.position];
  player.play();
  player.step(1);
  expect([player.state.isPlaying, ...at()]).toEqual([false, 4, 5]);
  player.step(1);
  expect(at()).toEqual([5, 90]);
  player.step(1);
  expect(at()).toEqual([5, 90]);
  player.step(-1);
  expect(at()).toEqual([4, 5]);
  player.step(-1);
  expect(at()).toEqual([3, 4]);
  player.step(-1);
  expect(at()).toEqual([0, 0]);
  player.step(-1);
  expect(at()).toEqual([0, 0]);
});

test('a closed player has no timer and notifies nobody', () => {
  const { player, onChange } = createPlayer();
  player.play();
  onChange.mockClear();
  player.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(100_000);
  expect(onChange).not.toHaveBeenCalled();
});

test('a gap that is longer than a timer can be is waited for', () => {
  const lines = recordingOf([
    [0, textDelta('a')],
    [2 ** 31 + 10, textDelta('b')],
  ]).lines;
  const { player, target } = createPlayer({ lines });
  player.play();
  vi.advanceTimersByTime(2 ** 31 - 1);
  expect(target.applied).toHaveLength(1);
  vi.advanceTimersByTime(11);
  expect(target.applied).toHaveLength(2);
});

test('an empty recording has ended as soon as it is played', () => {
  const { player, onChange } = createPlayer({ lines: [] });
  player.play();
  expect(player.state).toMatchObject({ isPlaying: false, position: 0 });
  expect(onChange).toHaveBeenCalledTimes(1);
});
