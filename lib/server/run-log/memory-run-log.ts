import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { getDelta, mergeDeltas, type RunEvent, replaceDelta } from '#lib/protocol/run-event.ts';
import { EventNumbers } from './event-numbers.ts';
import { assertEndsTerminally, OpenParts } from './log-ending.ts';
import type { ModelWait } from './model-wait.ts';
import type { ResumePosition } from './resume-position.ts';
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
  readonly #events: RunEvent[] = [];
  readonly #numbers = new EventNumbers();
  /** How many events readers have received. Later events may still grow. */
  #lastRead = 0;
  #isAbandoned = false;
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

  /** Makes all readers fail, so that they connect again: this is not the run's log any more. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#notifyReaders();
  }

  onClose(listener: () => void): () => void {
    if (this.closed) listener();
    else this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  read(after: number): RunLogReader {
    let position = this.#numbers.indexAfter(after);
    let open = true;
    let wake: (() => void) | undefined;
    return {
      next: async () => {
        for (;;) {
          if (!open) return undefined;
          if (this.#isAbandoned) throw new ChatError('log-unavailable', 'The run goes on elsewhere.');
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

  /** The number of the last event, which may still grow; 0 without events. */
  get last(): number {
    return this.#events.length === 0 ? 0 : this.#numbers.at(this.#events.length - 1);
  }

  /** The number of the next event. */
  get next(): number {
    return this.#numbers.at(this.#events.length);
  }

  /** How many events there are, and how many characters the delta of the last one has, if it is one. */
  get end(): Pick<ResumePosition, 'events' | 'characters'> {
    const last = this.#events.at(-1);
    return { events: this.#events.length, characters: last ? getDelta(last).length : 0 };
  }

  /**
   * Returns events with consecutive numbers after number `after` up to number `upTo`, unmerged, and the number of the last. Stops once
   * `characters` are reached. The returned events no longer grow.
   */
  take(after: number, upTo: number, characters: number): { events: RunEvent[]; last: number } {
    const start = this.#numbers.indexAfter(after);
    const end = Math.min(this.#numbers.indexAfter(upTo), this.#numbers.endOfRange(start));
    let position = start;
    for (let sum = 0; position < end && sum < characters; position++) {
      sum += countCharacters(this.#events[position] as RunEvent);
    }
    this.#lastRead = Math.max(this.#lastRead, position);
    const events = this.#events.slice(start, position);
    return { events, last: events.length === 0 ? after : this.#numbers.at(position - 1) };
  }

  /** Appends what a store has of the run's log. New events come after a gap. Only for a new log. */
  restore(entries: readonly { last: number; events: RunEvent[] }[]): void {
    for (const { last, events } of entries) {
      const index = this.#events.length;
      if (events.length > 0) this.#numbers.startRange({ index, number: last - events.length + 1 });
      this.#events.push(...events);
      for (const event of events) this.characters += EVENT_OVERHEAD + countCharacters(event);
    }
    this.#lastRead = this.#events.length;
    this.#numbers.leaveGap(this.#events.length);
  }

  /** Returns the events up to a position, and those after it. A delta that has grown since is divided. */
  splitAt({ events: count, characters }: Pick<ResumePosition, 'events' | 'characters'>): {
    before: RunEvent[];
    after: RunEvent[];
  } {
    const before = this.#events.slice(0, count);
    const after = this.#events.slice(count);
    const last = before.at(-1);
    const text = last ? getDelta(last) : '';
    if (last && text.length > characters) {
      before[before.length - 1] = replaceDelta(last, text.slice(0, characters));
      after.unshift(replaceDelta(last, text.slice(characters)));
    }
    return { before, after };
  }

  /** Returns all events from index `start`, with consecutive deltas merged. */
  #readFrom(start: number): LogBatch {
    const batch: LogBatch = [];
    for (let index = start; index < this.#events.length; index++) {
      const event = this.#events[index] as RunEvent;
      const seq = this.#numbers.at(index);
      const last = batch.at(-1);
      const merged = last?.seq === seq - 1 ? mergeDeltas(last.event, event) : undefined;
      if (last && merged) {
        last.event = merged;
        last.from ??= last.seq;
        last.seq = seq;
      } else {
        batch.push({ seq, event });
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
