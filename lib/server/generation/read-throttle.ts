import 'server-only';

/** Below this load, in parts per second over all runs, nothing is throttled. */
const QUIET_PARTS_PER_SECOND = 150;
const PARTS_PER_SECOND_PER_MS = 125;
/** Half a frame of a screen: parts closer together are painted together, but each chunk wakes the page. */
const MIN_INTERVAL_MS = 8;
const MAX_INTERVAL_MS = 40;
const LOAD_WINDOW_MS = 250;
/** Throttled runs share timers, which fire on this grid. */
const GRID_MS = 10;
/** A wait that would gather fewer parts than this is not worth its timer. */
const MIN_PARTS = 1.5;

/**
 * Measures the load of all runs of this process and derives the interval between two reads of one run. Reading, appending,
 * waking readers and writing cost a busy server more than the token itself, and two tokens together cost little more than
 * one. So an idle server reads at once, and a busy one lets tokens gather in the connection for up to 40 ms, which no
 * reader notices. Measurements: docs/decisions/005.
 */
export class ServerLoad {
  #parts = 0;
  #windowStart = 0;
  #partsPerSecond = 0;
  readonly #waiting = new Map<number, (() => void)[]>();

  /** Counts `parts` that a run has read at `now` (milliseconds). */
  count(parts: number, now: number): void {
    this.#parts += parts;
    const elapsed = now - this.#windowStart;
    if (elapsed < LOAD_WINDOW_MS) return;
    this.#partsPerSecond = (this.#parts / elapsed) * 1_000;
    this.#parts = 0;
    this.#windowStart = now;
  }

  /** Milliseconds between two reads of one run: 0, or 8 to 40. */
  get intervalMs(): number {
    if (this.#partsPerSecond < QUIET_PARTS_PER_SECOND) return 0;
    const interval = this.#partsPerSecond / PARTS_PER_SECOND_PER_MS;
    return Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, interval));
  }

  /** Resolves at `time` (milliseconds) or up to 10 ms later, together with every other run that waits for that slot. */
  waitUntil(time: number, now: number): Promise<void> {
    const slot = Math.ceil(time / GRID_MS) * GRID_MS;
    return new Promise((resolve) => {
      const others = this.#waiting.get(slot);
      if (others) {
        others.push(resolve);
        return;
      }
      const all = [resolve];
      this.#waiting.set(slot, all);
      setTimeout(() => {
        this.#waiting.delete(slot);
        for (const wake of all) wake();
      }, slot - now);
    });
  }
}

const serverLoad = new ServerLoad();

/** Throttles the reads of one run. All runs of a process share one `ServerLoad`. */
export class ReadThrottle {
  readonly #load: ServerLoad;
  #lastReadAt: number | undefined;
  #partsPerMs = 0;

  constructor(load = serverLoad) {
    this.#load = load;
  }

  /** Moving average of the parts that this run reads per millisecond. */
  get partsPerMs(): number {
    return this.#partsPerMs;
  }

  /** Counts `parts` that the run has just read. */
  count(parts: number): void {
    const now = performance.now();
    this.#load.count(parts, now);
    if (this.#lastReadAt !== undefined) {
      this.#partsPerMs += 0.2 * (parts / Math.max(1, now - this.#lastReadAt) - this.#partsPerMs);
    }
    this.#lastReadAt = now;
  }

  /**
   * Resolves when the run may read again. Undefined when it may do so now: the server is idle, or the run so slow that no
   * parts would gather meanwhile.
   */
  wait(): Promise<void> | undefined {
    const { intervalMs } = this.#load;
    if (this.#lastReadAt === undefined || intervalMs * this.#partsPerMs < MIN_PARTS) return undefined;
    const now = performance.now();
    const dueAt = this.#lastReadAt + intervalMs;
    return dueAt <= now ? undefined : this.#load.waitUntil(dueAt, now);
  }
}
