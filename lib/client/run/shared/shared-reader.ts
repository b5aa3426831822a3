import 'client-only';
import type { EventBatch } from '../run-events.ts';
import { SILENCE_MS } from '../run-request.ts';
import { createHeartbeat, type ReceivedEvents } from './received-events.ts';
import type { TabLinks, TabMessage } from './tab-links.ts';

/**
 * Opens a connection to a run, and reads the events after number `after` until it ends.
 * @param priority of the request among those that wait for a connection
 */
export type ReadConnection = (
  after: number,
  signal: AbortSignal,
  priority: 'low' | 'auto',
) => AsyncIterable<EventBatch>;

export type SharedReaderOptions = {
  /** Of the lock and the channel. */
  name: string;
  connect: ReadConnection;
  /** Null: this tab is on its own. */
  links: TabLinks | null;
  received: ReceivedEvents;
};

/** A tab whose question is not answered for this long connects by itself. If no tab says a word, it is alone. */
const ANSWER_MS = 1_000;
/** The lock may arrive before the last posts of the leader that has released it, which may end the run. */
const LAST_POSTS_MS = 100;

/** Reads a run over this tab's connection or, while another tab leads, from what that tab posts. */
export class SharedReader {
  readonly #options: SharedReaderOptions;
  readonly #closed = new AbortController();
  #channel: ReturnType<TabLinks['openChannel']> | undefined;
  /** What the consumer has not taken yet. */
  #batches: EventBatch[] = [];
  #end: { error?: unknown } | undefined;
  #notify: (() => void) | undefined;
  #isLeader = false;
  #connection: AbortController | undefined;
  #priority: 'low' | 'auto' = 'low';
  /** The connection has brought something. */
  #isOpen = false;
  /** Resumes reading the connection. */
  #resume: (() => void) | undefined;
  /** Another tab has led. */
  #hasHeard = false;
  #isAsking = false;
  /** No other tab follows the run, so nothing is posted: for each read, that takes as long as reading it. */
  #isAlone = false;
  #aloneTimer: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SharedReaderOptions) {
    this.#options = options;
  }

  /** Other tabs get the events from this one. */
  get servesOthers(): boolean {
    return this.#isLeader && !this.#isAlone;
  }

  /** @param connectsNow connects at once, whoever leads */
  start(connectsNow: boolean): void {
    const { links, name } = this.#options;
    if (connectsNow || !links) void this.#connect();
    if (!links) return;
    this.#channel = links.openChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.#receive(data);
    this.#ask();
    this.#aloneTimer = setTimeout(() => {
      this.#isAlone = true;
    }, ANSWER_MS);
    links.locks
      .request(name, { signal: this.#closed.signal }, () => this.#lead())
      .catch(() => {
        // Closed, or the document may not use locks.
        if (!this.#end && !this.#connection) void this.#connect();
      });
  }

  /**
   * Resolves to everything since the last call, as one batch; to undefined at the end.
   * @throws the error that has ended this tab's connection
   */
  async next(): Promise<EventBatch | undefined> {
    while (this.#batches.length === 0 && !this.#end) {
      this.#resume?.();
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
    const [first, ...others] = this.#batches.splice(0);
    if (first) return join(first, others);
    if (this.#end && 'error' in this.#end) throw this.#end.error;
    return undefined;
  }

  /** Opens the connection again, in whichever tab it is. Requests that are waiting for one are sent in between. */
  release(): void {
    if (this.#connection) this.#reconnect();
    else this.#post({ type: 'release' });
  }

  /** Ends the reading, once what has been received is taken. */
  close(end: { error?: unknown } = {}): void {
    this.#end ??= end;
    this.#closed.abort();
    clearTimeout(this.#aloneTimer);
    this.#channel?.close();
    this.#channel = undefined;
    this.#disconnect();
    this.#notify?.();
  }

  /** Becomes the leader. @returns a promise that holds the lock */
  #lead(): Promise<void> | undefined {
    if (this.#end) return;
    this.#isLeader = true;
    if (!this.#connection) {
      if (this.#hasHeard) this.#connectAfter(LAST_POSTS_MS);
      else void this.#connect();
    }
    return new Promise((resolve) => {
      this.#closed.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Lets a request pass that waits for a connection, but no other run: the end of this one may come next. */
  #reconnect(): void {
    this.#priority = 'auto';
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const { connect, received } = this.#options;
    this.#disconnect();
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    const end: { error?: unknown } = {};
    if (!this.#isLeader) this.#post({ type: 'here' }); // the leader may believe that it is alone
    try {
      for await (const batch of connect(received.seq, signal, this.#priority)) {
        if (signal.aborted) return;
        this.#isOpen = true;
        this.#take(batch);
        if (this.servesOthers) this.#post({ type: 'batch', batch });
        await new Promise<void>((resolve) => {
          this.#resume = resolve;
        });
        if (signal.aborted) return;
      }
    } catch (error) {
      end.error = error;
    }
    if (signal.aborted) return;
    if (this.#isLeader) this.#post({ type: 'lost' });
    this.close(end);
  }

  #disconnect(): void {
    clearTimeout(this.#timer);
    this.#connection?.abort();
    this.#connection = undefined;
    this.#isOpen = false;
    this.#resume?.(); // to notice that
  }

  #receive(message: TabMessage): void {
    if (this.#end) return;
    clearTimeout(this.#aloneTimer);
    this.#isAlone = false;
    switch (message.type) {
      case 'batch':
        this.#hear(message.batch);
        break;
      case 'ask':
        this.#answer(message.after);
        break;
      case 'here':
        break;
      case 'lost':
        if (!this.#connection) this.close();
        break;
      case 'release':
        if (this.#connection) this.#reconnect();
        break;
      default:
        message satisfies never;
    }
  }

  /** Takes what the leader has posted, if it comes next. */
  #hear(batch: EventBatch): void {
    const { seq } = this.#options.received;
    const isNext = batch.from === seq + 1;
    if (this.#isLeader) {
      if (isNext && !this.#connection) this.#take(batch);
      return;
    }
    if (batch.seq > seq && !isNext) {
      if (!this.#connection) this.#ask();
      return;
    }
    if (this.#connection && batch.seq < seq) return; // the leader has yet to get here
    this.#disconnect();
    this.#hasHeard = true;
    this.#isAsking = false;
    this.#connectAfter(SILENCE_MS);
    this.#take(isNext ? batch : createHeartbeat(seq));
  }

  #ask(): void {
    this.#post({ type: 'ask', after: this.#options.received.seq });
    if (this.#connection || this.#isAsking) return;
    this.#isAsking = true;
    this.#connectAfter(ANSWER_MS);
  }

  #answer(after: number): void {
    const batch = this.#isLeader && this.#isOpen ? this.#options.received.after(after) : undefined;
    this.#post(batch ? { type: 'batch', batch } : { type: 'here' });
  }

  /** Connects after so many milliseconds, unless the leader is heard before. */
  #connectAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), milliseconds);
  }

  #take(batch: EventBatch): void {
    this.#options.received.add(batch);
    this.#batches.push(batch);
    this.#notify?.();
  }

  #post(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }
}

function join(first: EventBatch, others: EventBatch[]): EventBatch {
  const events = [first, ...others].flatMap((batch) => batch.events);
  return { ...first, ...others.at(-1), from: first.from, events };
}
