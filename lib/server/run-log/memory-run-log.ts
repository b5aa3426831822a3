import 'server-only';
import { getDelta, mergeDeltas, type RunEvent } from '#lib/protocol/run-event.ts';
import { assertEndsTerminally, OpenParts } from './log-ending.ts';
import type { ModelWait } from './model-wait.ts';
import type { LogBatch, RunInfo, RunLog, RunLogReader } from './run-log.ts';

/** Characters an event counts in addition to its text. */
const EVENT_OVERHEAD = 64;

/**
 * A run log in memory. Deltas that no reader has read yet are merged into the last event instead of appended: an unwatched
 * run is a handful of events, however long it is, and readers receive everything that is waiting in one piece.
 */
export class MemoryRunLog implements RunLog {
  readonly info: RunInfo;
  /** When it was closed, on the clock of `performance.now()`. */
  closedAt: number | undefined;
  /** When a browser had stored its answer, likewise. */
  collectedAt: number | undefined;
  characters = 0;
  modelWait: ModelWait | undefined;
  readonly #limit: number;
  /** Event number `seq` is at index `seq - 1`. */
  readonly #events: RunEvent[] = [];
  /** Number of the last event that a reader has received. Later events may still grow. */
  #lastRead = 0;
  readonly #waiting = new Set<() => void>();
  readonly #closeListeners = new Set<() => void>();

  /** @param limit characters after which the log is full. */
  constructor(info: RunInfo, limit: number) {
    this.info = info;
    this.#limit = limit;
  }

  get closed(): boolean {
    return this.closedAt !== undefined;
  }

  append(event: RunEvent): 'appended' | 'closed' | 'full' {
    if (this.closed) return 'closed';
    if (this.characters > this.#limit) return 'full';
    this.#push(event);
    this.#notifyReaders();
    return 'appended';
  }

  async close(events: RunEvent[]): Promise<boolean> {
    if (this.closed) return false;
    assertEndsTerminally(events);
    const parts = new OpenParts();
    for (const event of this.#events) parts.add(event);
    for (const event of [...parts.ends, ...events]) this.#push(event);
    this.closedAt = performance.now();
    this.modelWait = undefined; // it would retain the producer
    this.#notifyReaders();
    for (const listener of this.#closeListeners) listener();
    this.#closeListeners.clear();
    return true;
  }

  onClose(listener: () => void): () => void {
    if (this.closed) listener();
    else this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  read(after: number): RunLogReader {
    let position = Math.max(0, after);
    let open = true;
    let wake: (() => void) | undefined;
    return {
      next: async () => {
        for (;;) {
          if (!open) return undefined;
          if (position < this.#events.length) {
            const batch = this.#readFrom(position);
            position = this.#events.length;
            return batch;
          }
          if (this.closed) return undefined;
          await new Promise<void>((resolve) => {
            wake = resolve;
            this.#waiting.add(resolve);
          });
        }
      },
      close: () => {
        open = false;
        if (wake === undefined) return;
        this.#waiting.delete(wake);
        wake();
      },
    };
  }

  async settled(): Promise<'whole'> {
    return 'whole';
  }

  /** The number of events. The last one may still grow. */
  get length(): number {
    return this.#events.length;
  }

  /**
   * Returns the events after number `after` up to number `upTo`, unmerged, and stops once `characters` are reached. The
   * returned events no longer grow.
   */
  take(after: number, upTo: number, characters: number): RunEvent[] {
    let position = after;
    for (let sum = 0; position < upTo && sum < characters; position++) {
      sum += countCharacters(this.#events[position] as RunEvent);
    }
    this.#lastRead = Math.max(this.#lastRead, position);
    return this.#events.slice(after, position);
  }

  /** Returns all events from index `start`, with consecutive deltas merged. */
  #readFrom(start: number): LogBatch {
    const batch: LogBatch = [];
    for (let index = start; index < this.#events.length; index++) {
      const event = this.#events[index] as RunEvent;
      const last = batch.at(-1);
      const merged = last && mergeDeltas(last.event, event);
      if (last && merged) {
        last.event = merged;
        last.from ??= last.seq;
        last.seq = index + 1;
      } else {
        batch.push({ seq: index + 1, event });
      }
    }
    this.#lastRead = this.#events.length;
    return batch;
  }

  #push(event: RunEvent): void {
    const last = this.#events.length > this.#lastRead ? this.#events.at(-1) : undefined;
    const merged = last && mergeDeltas(last, event);
    if (merged) this.#events[this.#events.length - 1] = merged;
    else this.#events.push(event);
    this.characters += merged ? getDelta(event).length : EVENT_OVERHEAD + countCharacters(event);
  }

  #notifyReaders(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function countCharacters(event: RunEvent): number {
  return getDelta(event).length || JSON.stringify(event).length;
}
