import 'client-only';
import type { RunId } from '#lib/protocol/ids.ts';
import { type EventBatch, ReceivedEvents } from './received-events.ts';
import {
  type ReadConnection,
  SharedReader,
  type SharedReaderOptions,
  type TabLinks,
} from './shared-reader.ts';

/**
 * One run, which all tabs of this browser that follow it read over one connection, because a browser opens at most six to a
 * server without HTTP/2 (decision 031). The tab that holds the run's Web Lock is the leader: it reads the connection and posts
 * what it reads to the others. Events are numbered, so a tab takes only what comes next, whoever posts it. A tab that the leader
 * does not serve connects by itself, until the leader is where it is.
 */
export class SharedRun {
  readonly #options: SharedReaderOptions;
  #reader: SharedReader | undefined;

  /** @param links null: this tab is on its own */
  constructor(runId: RunId, connect: ReadConnection, links: TabLinks | null = browserLinks()) {
    this.#options = { name: `runnel.run.${runId}`, connect, links, received: new ReceivedEvents() };
  }

  /**
   * Reads the events after number `after`, until the run or the connection ends, like a connection of this tab alone.
   * @param connect opens this tab's first connection at once, for example one that is open already
   */
  async *read(after: number, signal: AbortSignal, connect?: ReadConnection): AsyncGenerator<EventBatch> {
    this.#options.received.beginSegment(after);
    const reader = new SharedReader(this.#options);
    const close = () => reader.close();
    signal.addEventListener('abort', close, { once: true });
    this.#reader = reader;
    try {
      if (signal.aborted) return;
      reader.start(connect);
      for (;;) {
        const batch = await reader.next();
        if (batch === undefined) return;
        yield batch;
        if (batch.isTerminated) return;
      }
    } finally {
      signal.removeEventListener('abort', close);
      this.#reader = undefined;
      reader.close();
    }
  }

  /**
   * Closes the run's connection, in whichever tab it is, and opens it again: a request that has waited for longer, such as a stop,
   * is sent in between.
   */
  release(): void {
    this.#reader?.release();
  }
}

/** Null in old browsers, and on pages without HTTPS, which have no Web Locks. */
function browserLinks(): TabLinks | null {
  if (!globalThis.navigator?.locks || !globalThis.BroadcastChannel) return null;
  return { locks: navigator.locks, openChannel: (name) => new BroadcastChannel(name) };
}
