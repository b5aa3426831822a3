import 'client-only';

/**
 * Measures by how much what arrives over one connection is late. The server's comments say how many milliseconds ago the connection
 * began, `: at=1500`, at most four times a second. Both clocks are monotonic and only their differences count, so it does not matter
 * what time either thinks it is: what has taken the least time so far counts as punctual.
 */
export class ArrivalDelay {
  #lastStampMs = 0;
  /** Of what has arrived together. */
  #oldestMs: number | undefined;
  #shortestMs = Number.POSITIVE_INFINITY;

  /**
   * Returns by how many milliseconds the oldest of these comments is late, and the age of the connection when the last of them was
   * written; undefined without a time in them.
   * @param arrivedAt in milliseconds of `performance.now()`
   * @param isContinued whether the comments before have arrived together with these
   */
  measure(
    comments: string,
    arrivedAt: number,
    isContinued = false,
  ): { ms: number; ageMs: number } | undefined {
    const stamps = [...comments.matchAll(/at=(\d+)/g)].map(([, stamp]) => Number(stamp));
    if (!isContinued) this.#oldestMs = undefined;
    this.#oldestMs ??= stamps[0];
    if (this.#oldestMs === undefined || stamps.length === 0) return undefined;
    for (const stamp of stamps) {
      if (stamp < this.#lastStampMs) this.#shortestMs = Number.POSITIVE_INFINITY; // another connection
      this.#lastStampMs = stamp;
      this.#shortestMs = Math.min(this.#shortestMs, arrivedAt - stamp);
    }
    return { ms: arrivedAt - this.#oldestMs - this.#shortestMs, ageMs: this.#lastStampMs };
  }
}
