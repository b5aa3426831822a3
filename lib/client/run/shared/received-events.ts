import 'client-only';
import { mergeDeltas } from '#lib/protocol/run-event.ts';
import type { EventBatch } from '../run-events.ts';

/** A batch without events at this position. */
export function createHeartbeat(seq: number): EventBatch {
  return { from: seq + 1, seq, events: [], isTerminated: false };
}

/**
 * The events of a run that this tab has received, for tabs that join later. Deltas are merged, so that they are one copy of the
 * answer. Merged deltas cannot be divided again: events can be read from the start, and from wherever a connection began,
 * because that is where the tabs are that have lost the connection before it.
 */
export class ReceivedEvents {
  #segments: EventBatch[] = [];

  /** The number of the last event. */
  get seq(): number {
    return this.#segments.at(-1)?.seq ?? 0;
  }

  /** Events can be read from here. @param after the position of a new connection */
  beginSegment(after: number): void {
    if (after !== this.seq) this.#segments = [];
    const last = this.#segments.at(-1);
    if (last === undefined || last.events.length > 0) this.#segments.push(createHeartbeat(after));
  }

  add({ from, seq, events }: EventBatch): void {
    if (from !== this.seq + 1) this.beginSegment(from - 1); // the server has replayed the run
    const last = this.#segments.at(-1);
    if (last === undefined) return;
    last.seq = seq;
    for (const event of events) {
      const previous = last.events.at(-1);
      const merged = previous && mergeDeltas(previous, event);
      if (merged) last.events[last.events.length - 1] = merged;
      else last.events.push(event);
    }
  }

  /** The events after number `after`; undefined when they are not known exactly. */
  after(after: number): EventBatch | undefined {
    if (after === this.seq) return createHeartbeat(after);
    const first = this.#segments.findIndex(({ from }) => from === after + 1);
    if (first === -1) return undefined;
    const events = this.#segments.slice(first).flatMap((segment) => segment.events);
    return { ...createHeartbeat(after), seq: this.seq, events };
  }
}
