import 'client-only';
import type { EventBatch } from '../run-events.ts';
import { ReceivedEvents } from './received-events.ts';
import { type ReadConnection, SharedReader, type SharedReaderOptions } from './shared-reader.ts';
import type { TabLinks } from './tab-links.ts';

/** Tabs of two builds may be open at once: a change of their messages changes this. */
const NAME = 'runnel.run.2';

/**
 * One run, which all tabs of this browser that follow it read over one connection, because a browser opens at most six to a
 * server without HTTP/2 (decision 031). The tab that holds the run's Web Lock is the leader: it reads the connection and posts
 * what it reads to the others. Events are numbered, so a tab takes only what comes next, whoever posts it. A tab that the leader
 * does not serve connects by itself, until the leader is where it is.
 */
export class SharedRun {
  readonly runId: string | undefined;
  readonly #options: SharedReaderOptions;
  #reader: SharedReader | undefined;

  /**
   * @param runId undefined: this tab is on its own until it knows the run
   * @param links null: it is in any case
   */
  constructor(
    runId: string | undefined,
    connect: ReadConnection,
    links: TabLinks | null = runId === undefined ? null : browserLinks(),
  ) {
    this.runId = runId;
    this.#options = { name: `${NAME}.${runId}`, connect, links, received: new ReceivedEvents() };
  }

  /**
   * Reads the events after number `after`, until the run or the connection ends, like a connection of this tab alone.
   * @param request `connectsNow`: connects at once, whoever leads
   */
  async *read(
    { after, connectsNow = false }: { after: number; connectsNow?: boolean },
    signal: AbortSignal,
  ): AsyncGenerator<EventBatch> {
    this.#options.received.beginSegment(after);
    const reader = new SharedReader(this.#options);
    const close = () => reader.close();
    signal.addEventListener('abort', close, { once: true });
    this.#reader = reader;
    try {
      if (signal.aborted) return;
      reader.start(connectsNow);
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

  /** Other tabs get the events from this one. */
  get servesOthers(): boolean {
    return this.#reader?.servesOthers ?? false;
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
