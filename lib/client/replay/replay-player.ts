import 'client-only';
import type { RecordingLine } from '#lib/protocol/recording/recording.ts';

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;
export type Speed = (typeof SPEEDS)[number];

/** What is played. */
export interface ReplayTarget {
  /** Applies the next lines. */
  apply(lines: readonly RecordingLine[]): void;
  /** Goes back to before the first line. */
  reset(): void;
}

/** A monotonic clock and its timers, so that tests can drive both. */
export type ReplayClock = {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Calls back once, after at least `ms` milliseconds. Returns a function that cancels the call. */
  after(ms: number, callback: () => void): () => void;
};

export const browserReplayClock: ReplayClock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export type PlayerState = {
  isPlaying: boolean;
  speed: Speed;
  /** Milliseconds since the start of the recording. */
  position: number;
  /** The number of lines that have been applied. */
  applied: number;
};

type PlayerOptions = {
  lines: readonly RecordingLine[];
  target: ReplayTarget;
  clock?: ReplayClock;
  /** Lines were applied, or the player was paused, started, or moved. */
  onChange(): void;
};

/** The longest wait that a timer can do, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Plays the lines of a recording at their recorded times, faster or slower. One timer at a time waits for the next line; when it comes late,
 * as in a hidden tab, every line that is due by then is applied at once. Going back starts over, in time that is linear in the lines before
 * the new position.
 */
export class ReplayPlayer {
  readonly duration: number;
  readonly #lines: readonly RecordingLine[];
  readonly #target: ReplayTarget;
  readonly #clock: ReplayClock;
  readonly #onChange: () => void;
  #applied = 0;
  #speed: Speed = 1;
  /** The position at the time `#since`. */
  #position = 0;
  /** When the player was started or moved last; undefined while it is paused. */
  #since: number | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor({ lines, target, clock = browserReplayClock, onChange }: PlayerOptions) {
    this.#lines = lines;
    this.#target = target;
    this.#clock = clock;
    this.#onChange = onChange;
    this.duration = lines.at(-1)?.t ?? 0;
    target.reset();
  }

  get state(): PlayerState {
    return {
      isPlaying: this.#since !== undefined,
      speed: this.#speed,
      position: this.#now(),
      applied: this.#applied,
    };
  }

  /** Plays on; from the start when the end has been reached. */
  play(): void {
    if (this.#since !== undefined) return;
    if (this.#applied === this.#lines.length) this.#move(0, 0);
    this.#since = this.#clock.now();
    this.#advance();
  }

  pause(): void {
    if (this.#since === undefined) return;
    this.#hold();
    this.#onChange();
  }

  setSpeed(speed: Speed): void {
    this.#position = this.#now();
    this.#speed = speed;
    if (this.#since === undefined) {
      this.#onChange();
      return;
    }
    this.#since = this.#clock.now();
    this.#advance();
  }

  /** Goes to a time of the recording, with everything that had happened by then. */
  seek(position: number): void {
    const target = Math.min(Math.max(0, position), this.duration);
    this.#move(countUntil(this.#lines, target), target);
    if (this.#since === undefined) {
      this.#onChange();
      return;
    }
    this.#since = this.#clock.now();
    this.#advance();
  }

  /** Pauses, and goes to where the first `count` lines have been applied. */
  seekLine(count: number): void {
    this.#hold();
    const applied = Math.min(Math.max(0, count), this.#lines.length);
    this.#move(applied, this.#lines[applied - 1]?.t ?? 0);
    this.#onChange();
  }

  /** Pauses, and goes to just after the next line, or to just before the last one. */
  step(direction: 1 | -1): void {
    this.seekLine((direction === 1 ? this.#nextStep() : this.#lastStep()) ?? this.#applied);
  }

  /** Pauses, and notifies nobody any more: the view is gone. */
  close(): void {
    this.#hold();
  }

  #now(): number {
    if (this.#since === undefined) return this.#position;
    return Math.min(this.duration, this.#position + (this.#clock.now() - this.#since) * this.#speed);
  }

  #hold(): void {
    this.#position = this.#now();
    this.#since = undefined;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Applies what is due, and waits for the next line. */
  #advance(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const position = this.#now();
    this.#applyUntil(countUntil(this.#lines, position, this.#applied));
    const next = this.#lines[this.#applied];
    if (next === undefined) this.#hold();
    else {
      const wait = Math.min(MAX_TIMER_MS, Math.ceil((next.t - position) / this.#speed));
      this.#cancelTimer = this.#clock.after(wait, () => this.#advance());
    }
    this.#onChange();
  }

  #move(applied: number, position: number): void {
    if (applied < this.#applied) {
      this.#target.reset();
      this.#applied = 0;
    }
    this.#applyUntil(applied);
    this.#position = position;
  }

  #applyUntil(applied: number): void {
    if (applied <= this.#applied) return;
    this.#target.apply(this.#lines.slice(this.#applied, applied));
    this.#applied = applied;
  }

  /** The number of lines after a step forward; undefined at the end. */
  #nextStep(): number | undefined {
    for (let index = this.#applied; index < this.#lines.length; index++) {
      if (isStep(this.#lines[index])) return index + 1;
    }
    return undefined;
  }

  /** The number of lines after a step back; undefined at the start. */
  #lastStep(): number | undefined {
    for (let index = this.#applied - 1; index >= 0; index--) {
      if (isStep(this.#lines[index])) return index;
    }
    return undefined;
  }
}

/** What the browser was busy with changes nothing that is shown. */
function isStep(line: RecordingLine | undefined): boolean {
  return line !== undefined && line.type !== 'task' && line.type !== 'delay';
}

/** The number of lines up to and with time `t`, of which the first `from` are known to be. */
function countUntil(lines: readonly RecordingLine[], t: number, from = 0): number {
  let [low, high] = [from, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.t ?? 0) <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}
