import 'server-only';

/** Measures the time since its creation on the monotonic clock, which goes on steadily when the wall clock is set. */
export class Stopwatch {
  readonly #startedAt = performance.now();

  /** Whole milliseconds. */
  get elapsedMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}
