import 'server-only';

/** Wakes a second below which every token is written as it comes. */
const QUIET_WAKES_PER_SECOND = 600;
const WAKES_PER_SECOND_PER_MS = 125;
const LONGEST_WINDOW_MS = 40;
const COUNT_MS = 250;
/** Writes that are put off share timers that end on this grid. */
const GRID_MS = 10;

/**
 * How long readers wait for more before they write again. A write costs a system call and a trip through the platform's
 * streams, more than all the rest of a token's way; two tokens in one write cost little more than one. So an idle server
 * writes at once, and a busy one lets tokens gather: up to 40 ms, which nobody sees. Measured in docs/decisions/005.
 */
export class WritePace {
  #wakes = 0;
  #countedSince = 0;
  #wakesPerSecond = 0;
  readonly #slots = new Map<number, Set<() => void>>();

  /** Something came for a reader. `now` in milliseconds of any clock that the other calls use too. */
  count(now: number): void {
    this.#wakes++;
    const counted = now - this.#countedSince;
    if (counted < COUNT_MS) return;
    this.#wakesPerSecond = (this.#wakes / counted) * 1_000;
    this.#wakes = 0;
    this.#countedSince = now;
  }

  /** Milliseconds that should lie between two writes to one reader now: 0 to 40. */
  get windowMs(): number {
    if (this.#wakesPerSecond < QUIET_WAKES_PER_SECOND) return 0;
    return Math.min(LONGEST_WINDOW_MS, this.#wakesPerSecond / WAKES_PER_SECOND_PER_MS);
  }

  /** Calls `wake` at `due` or up to 10 ms later, together with others. Gives back what takes it off. */
  putOff(due: number, now: number, wake: () => void): () => void {
    const at = Math.ceil(due / GRID_MS) * GRID_MS;
    let slot = this.#slots.get(at);
    if (slot === undefined) {
      const waiting = new Set<() => void>();
      slot = waiting;
      this.#slots.set(at, waiting);
      setTimeout(() => {
        this.#slots.delete(at);
        for (const waiter of waiting) waiter();
      }, at - now);
    }
    slot.add(wake);
    return () => slot.delete(wake);
  }
}
