import 'server-only';

/** Parts a second, of all runs together, below which every part goes on as it comes. */
const QUIET_PARTS_PER_SECOND = 150;
const PARTS_PER_SECOND_PER_MS = 125;
/** Half a frame of a screen: what comes closer together is seen together, but a page is woken for each chunk. */
const SHORTEST_REST_MS = 8;
const LONGEST_REST_MS = 40;
const COUNT_MS = 250;
/** Runs that rest share timers, which end on this grid. */
const GRID_MS = 10;
/** A rest in which fewer parts than this would gather is not worth its timer. */
const WORTH_PARTS = 1.5;

/**
 * How long a run rests between two looks at what its model has sent. Reading, appending, waking the readers and writing
 * cost a busy server more than the token itself, and two tokens together cost little more than one. So an idle server
 * looks at once, and a busy one lets tokens gather in the connection, up to 40 ms, which nobody sees.
 * Figures: docs/decisions/005.
 */
export class ReadPace {
  #parts = 0;
  #countedSince = 0;
  #partsPerSecond = 0;
  readonly #resting = new Map<number, (() => void)[]>();

  /** Tells of `parts` that a run has read at `now` (milliseconds). */
  count(parts: number, now: number): void {
    this.#parts += parts;
    const counted = now - this.#countedSince;
    if (counted < COUNT_MS) return;
    this.#partsPerSecond = (this.#parts / counted) * 1_000;
    this.#parts = 0;
    this.#countedSince = now;
  }

  /** Milliseconds from one read of a run to its next: 0, or 8 to 40. */
  get restMs(): number {
    if (this.#partsPerSecond < QUIET_PARTS_PER_SECOND) return 0;
    const wanted = this.#partsPerSecond / PARTS_PER_SECOND_PER_MS;
    return Math.min(LONGEST_REST_MS, Math.max(SHORTEST_REST_MS, wanted));
  }

  /**
   * Resolves when a run that read at `readAt` may read again; undefined when that is now: the server is idle, or the run
   * itself so slow (`partsPerMs`) that nothing would gather.
   */
  rest(readAt: number, partsPerMs: number): Promise<void> | undefined {
    const restMs = this.restMs;
    if (restMs * partsPerMs < WORTH_PARTS) return undefined;
    const at = Math.ceil((readAt + restMs) / GRID_MS) * GRID_MS;
    return new Promise((resolve) => {
      const others = this.#resting.get(at);
      if (others) {
        others.push(resolve);
        return;
      }
      const all = [resolve];
      this.#resting.set(at, all);
      setTimeout(() => {
        this.#resting.delete(at);
        for (const wake of all) wake();
      }, at - readAt);
    });
  }
}

/** One for all runs of this instance: what they cost, they cost together. */
export const readPace = new ReadPace();

/** How fast one run's parts come, lately. */
export class PartRate {
  #lastReadAt: number | undefined;
  perMs = 0;

  /** A read at `now` (milliseconds) brought `parts`. */
  read(parts: number, now: number): void {
    if (this.#lastReadAt !== undefined) {
      this.perMs += 0.2 * (parts / Math.max(1, now - this.#lastReadAt) - this.perMs);
    }
    this.#lastReadAt = now;
  }
}
