import 'client-only';
import { isTerminal, mergeDeltas, type RunEvent } from '#lib/protocol/run-event.ts';
import type { EventBatch } from '../run/run-events.ts';
import { createHeartbeat } from '../run/shared/received-events.ts';
import { finishEvent, textDelta, textStart } from './follow.ts';

/** One run on a server, and its connections, which bring what the test says. */
export class FakeRun {
  readonly connections = new Set<FakeRunConnection>();
  /** The position from which each connection has been opened. */
  readonly opened: number[] = [];
  readonly priorities: string[] = [];
  readonly #events: RunEvent[] = [textStart];

  /** The number of the last event. */
  get seq(): number {
    return this.#events.length;
  }

  /** Appends text deltas, each of which is its own number. */
  append(count = 1): void {
    for (let index = 0; index < count; index++) this.#events.push(textDelta(`${this.seq + 1} `));
  }

  end(): void {
    this.#events.push(finishEvent);
  }

  textUpTo(seq: number): string {
    return textOf(this.#events.slice(0, seq));
  }

  /** The events after number `after`, deltas merged, as a server sends what has gathered. */
  read(after: number): EventBatch {
    const events: RunEvent[] = [];
    for (const event of this.#events.slice(after)) {
      const previous = events.at(-1);
      const merged = previous && mergeDeltas(previous, event);
      if (merged) events.splice(-1, 1, merged);
      else events.push(event);
    }
    return { from: after + 1, seq: this.seq, events, isTerminated: events.some(isTerminal) };
  }

  async *connect(after: number, signal: AbortSignal, priority: string): AsyncGenerator<EventBatch> {
    this.opened.push(after);
    this.priorities.push(priority);
    const connection = new FakeRunConnection(this, after);
    this.connections.add(connection);
    signal.addEventListener('abort', () => connection.drop(), { once: true });
    try {
      for (;;) {
        const batch = await connection.next();
        if (batch === undefined) return;
        yield batch;
      }
    } finally {
      this.connections.delete(connection);
    }
  }
}

/** A connection to a fake run. It brings nothing until the test delivers something. */
export class FakeRunConnection {
  readonly #run: FakeRun;
  #seq: number;
  #batches: EventBatch[] = [];
  #isDropped = false;
  #notify: (() => void) | undefined;

  constructor(run: FakeRun, after: number) {
    this.#run = run;
    this.#seq = after;
  }

  /** Brings the new events or, without any, a heartbeat. */
  deliver(): void {
    const batch = this.#run.seq > this.#seq ? this.#run.read(this.#seq) : createHeartbeat(this.#seq);
    this.#seq = batch.seq;
    this.#batches.push(batch);
    this.#notify?.();
  }

  drop(): void {
    this.#isDropped = true;
    this.#run.connections.delete(this);
    this.#notify?.();
  }

  async next(): Promise<EventBatch | undefined> {
    while (this.#batches.length === 0 && !this.#isDropped) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
    return this.#batches.shift();
  }
}

export function textOf(events: readonly RunEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
}
