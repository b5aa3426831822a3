import 'server-only';

/** Measures time on the monotonic clock, which goes on steadily when the wall clock is set. */
export class Stopwatch {
  readonly #startedAt: number;

  /** @param elapsedMs what has passed before */
  constructor(elapsedMs = 0) {
    this.#startedAt = performance.now() - elapsedMs;
  }

  /** Whole milliseconds. */
  get elapsedMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}
