import type { Sent } from './documents.ts';
import type { Reading } from './probe.ts';

/** The figures of one reading. Times are in milliseconds. */
export interface Figures {
  seconds: number;
  fps: number;
  longTasks: number;
  longestTask: number;
  /** Mean main-thread time per frame in the first and in the last tenth of the reading. */
  firstTenth: number;
  lastTenth: number;
  worstFrame: number;
}

/** @param from when the first character of the answer was shown; `to`: when it was complete (milliseconds since 1970) */
export function figuresOf({ frames, longTasks }: Reading, from: number, to: number): Figures {
  const seconds = (to - from) / 1_000;
  const inside = frames.filter(({ at }) => at >= from && at <= to);
  const tasks = longTasks.filter(({ at }) => at >= from && at <= to).map(({ duration }) => duration);
  const tenth = (to - from) / 10;
  const work = inside.map((frame) => frame.work);
  return {
    seconds,
    fps: inside.length / seconds,
    longTasks: tasks.length,
    longestTask: Math.max(0, ...tasks),
    firstTenth: mean(inside.filter(({ at }) => at < from + tenth).map((frame) => frame.work)),
    lastTenth: mean(inside.filter(({ at }) => at > to - tenth).map((frame) => frame.work)),
    worstFrame: work.reduce((most, each) => Math.max(most, each), 0),
  };
}

/**
 * Returns how far the page is behind the upstream: for each frame the age of the oldest mark written but not shown, of those
 * the median and the worst.
 */
export function lagOf(
  { frames }: Reading,
  text: string,
  sent: readonly Sent[],
): { median: number; worst: number } {
  const written = [...text.matchAll(/m(\d+)\./g)].map((match) => {
    const end = match.index + match[0].length;
    return sent.find(({ offset }) => offset >= end)?.at ?? Number.POSITIVE_INFINITY;
  });
  const lags = frames
    .map(({ at, mark }) => Math.max(0, at - (written[mark + 1] ?? Number.POSITIVE_INFINITY)))
    .sort((one, other) => one - other);
  return { median: lags[Math.floor(lags.length / 2)] ?? Number.NaN, worst: lags.at(-1) ?? Number.NaN };
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
