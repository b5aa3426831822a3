import type { Timeline } from '#lib/client/recording/analysis/timeline.ts';

/** A part of the time of a run, in milliseconds. */
export type TimeRange = { from: number; to: number };

/** Nothing is worth being seen closer. */
const SHORTEST_MS = 5;

/** Which part of a timeline is shown, and which of its events is at the cursor. Tells its listeners of changes. */
export class TimelineView {
  readonly timeline: Timeline;
  #range: TimeRange | undefined;
  #cursor = -1;
  #version = 0;
  readonly #listeners = new Set<() => void>();

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /** The whole run, as it grows, unless another range was chosen. */
  get range(): TimeRange {
    return this.#range ?? { from: 0, to: Math.max(SHORTEST_MS, this.timeline.duration) };
  }

  get isWhole(): boolean {
    return this.#range === undefined;
  }

  /** The index of a line; -1 before one is chosen. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Changes with everything else. */
  get version(): number {
    return this.#version;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getVersion = (): number => this.#version;
  getCursor = (): number => this.#cursor;

  /** Shows a range, within the run. The whole run is shown as it grows. */
  show(from: number, to: number): void {
    const { duration } = this.timeline;
    const length = Math.max(SHORTEST_MS, Math.min(to - from, duration));
    const start = Math.max(0, Math.min(from, duration - length));
    this.#range = length >= duration ? undefined : { from: start, to: start + length };
    this.#notify();
  }

  showWhole(): void {
    this.#range = undefined;
    this.#notify();
  }

  /** @param factor less than 1 zooms in @param at what stays where it is; the cursor, if it is shown, or the middle */
  zoom(factor: number, at = this.#anchor()): void {
    const { from, to } = this.range;
    this.show(at - (at - from) * factor, at + (to - at) * factor);
  }

  /** Moves the visible range by a fraction of its length. */
  pan(share: number): void {
    const { from, to } = this.range;
    const by = (to - from) * share;
    this.show(from + by, to + by);
  }

  /** Chooses a line, and shows it. */
  moveTo(line: number): void {
    const { timeline } = this;
    if (timeline.length === 0) return;
    this.#cursor = Math.max(0, Math.min(line, timeline.length - 1));
    const t = timeline.timeOf(this.#cursor);
    const { from, to } = this.range;
    if (t < from || t > to) this.show(t - (to - from) / 2, t + (to - from) / 2);
    else this.#notify();
  }

  /** Chooses the next mark, or the previous one. */
  moveToMark(direction: 1 | -1): void {
    const { marks } = this.timeline;
    const mark =
      direction === 1
        ? marks.find(({ line }) => line > this.#cursor)
        : marks.findLast(({ line }) => line < this.#cursor);
    if (mark) this.moveTo(mark.line);
  }

  /** The timeline has grown. */
  grow(): void {
    this.#notify();
  }

  #anchor(): number {
    const { from, to } = this.range;
    const t = this.#cursor >= 0 ? this.timeline.timeOf(this.#cursor) : Number.NaN;
    return t >= from && t <= to ? t : (from + to) / 2;
  }

  #notify(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}
