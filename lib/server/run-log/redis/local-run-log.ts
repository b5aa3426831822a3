import 'server-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { checkEnding, type MemoryRunLog } from '../memory-run-log.ts';
import { OpenParts } from '../open-parts.ts';
import type { RunInfo, RunLog, RunLogReader } from '../run-log.ts';
import { createRunLostEvents, isModelOutput } from '../run-lost.ts';
import { type Flush, type FlushAnswer, KEEP_MS, type RunLogCommands } from './commands.ts';
import { encodeEntry } from './entry-codec.ts';

/** Between two flushes: while someone reads on another server, while nobody does, and for a sign of life. */
const WATCHED_MS = 25;
const UNWATCHED_MS = 250;
const HEARTBEAT_MS = 500;
/** So many events are flushed before their time when someone reads elsewhere. */
const WATCHED_EVENTS = 64;
const CHARACTERS_AT_ONCE = 256 * 1024;
/** Between two tries while Redis cannot be reached. */
const [RETRY_MS, LATEST_RETRY_MS] = [100, 1_000];
/** How long the readers of this server wait for Redis to say who closed the log. */
const DECIDE_MS = 1_000;
/** How long the rest of a closed log is offered to a Redis that cannot be reached. */
const GIVE_UP_MS = 10_000;

/**
 * The log of a run whose producer is on this server. Readers here read it from memory; a flush at a time brings it to
 * Redis, for readers elsewhere, renews the producer's lease, and learns whether someone else wants the run ended.
 *
 * An event goes to Redis as it stands in memory, with its number, and never grows after that: so a reader may change
 * servers after any number it was given. A flush whose answer was lost is sent again as it was, and Redis, which knows the
 * number of its last event, adds nothing twice.
 */
export class LocalRunLog implements RunLog {
  readonly info: RunInfo;
  readonly #memory: MemoryRunLog;
  readonly #calls: RunLogCommands;
  readonly #token: string;
  readonly #closeListeners = new Set<() => void>();
  readonly #kept = Promise.withResolvers<'whole' | 'cut' | 'lost'>();

  readonly #parts = new OpenParts();
  #said = false;
  /** Number of the last event that Redis has. */
  #flushed = 0;
  /** What is being sent, until Redis has said that it has it. */
  #pending: Flush | undefined;
  /** Events since the last flush was put together. */
  #unflushed = 0;
  #spoken = false;
  #urgent = true;
  #watched = false;
  #sending = false;
  #over = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastFlushAt = Date.now();
  #lastHeardAt = Date.now();
  #failures = 0;

  /** From the moment on which the log takes no more events: how it is to end, and how many events there were. */
  #ending:
    | { events: RunEvent[]; length: number; since: number; decided: PromiseWithResolvers<void> }
    | undefined;

  constructor(memory: MemoryRunLog, calls: RunLogCommands, token: string) {
    this.info = memory.info;
    this.#memory = memory;
    this.#calls = calls;
    this.#token = token;
    this.#schedule();
  }

  get closed(): boolean {
    return this.#memory.closed;
  }

  append(event: RunEvent): 'appended' | 'closed' | 'full' {
    if (this.#ending) return 'closed';
    const appended = this.#memory.append(event);
    if (appended !== 'appended') return appended;
    this.#unflushed++;
    const first = !this.#spoken && isModelOutput(event);
    this.#spoken ||= first;
    if (first || (this.#watched && this.#unflushed === WATCHED_EVENTS)) this.#urgent = true;
    if (this.#urgent || this.#unflushed === 1) this.#schedule();
    return appended;
  }

  async close(events: RunEvent[]): Promise<boolean> {
    checkEnding(events);
    if (this.#ending) {
      await this.#ending.decided.promise;
      return false;
    }
    const ending = this.#beginEnd(events);
    // Redis decides who was first; but who reads here shall not wait for a Redis that does not answer.
    const limit = setTimeout(() => void this.#decide(events), this.#failures > 0 ? 0 : DECIDE_MS);
    await ending.decided.promise;
    clearTimeout(limit);
    return ending.events === events;
  }

  onClose(listener: () => void): () => void {
    if (this.#ending) listener();
    else this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  settled(): Promise<'whole' | 'cut' | 'lost'> {
    return this.#kept.promise;
  }

  read(after: number): RunLogReader {
    return this.#memory.read(after);
  }

  /** Takes no more events, and lets the producer know. */
  #beginEnd(events: RunEvent[]) {
    const decided = Promise.withResolvers<void>();
    this.#ending = { events, length: this.#memory.length, since: Date.now(), decided };
    for (const listener of this.#closeListeners) listener();
    this.#closeListeners.clear();
    this.#urgent = true;
    this.#schedule();
    return this.#ending;
  }

  /** Ends the log for the readers of this server. */
  async #decide(events: RunEvent[]): Promise<void> {
    const ending = this.#ending ?? this.#beginEnd(events);
    if (!(await this.#memory.close(events))) return;
    ending.events = events;
    ending.decided.resolve();
  }

  #schedule(): void {
    if (this.#sending || this.#over) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#flush(), this.#dueInMs());
  }

  #dueInMs(): number {
    if (this.#failures > 0) return Math.min(LATEST_RETRY_MS, RETRY_MS * 2 ** (this.#failures - 1));
    if (this.#urgent) return 0;
    const everyMs = this.#unflushed === 0 ? HEARTBEAT_MS : this.#watched ? WATCHED_MS : UNWATCHED_MS;
    return Math.max(0, this.#lastFlushAt + everyMs - Date.now());
  }

  async #flush(): Promise<void> {
    this.#sending = true;
    this.#pending = this.#nextFlush();
    this.#lastFlushAt = Date.now();
    try {
      await this.#take(await this.#calls.flush(this.info, this.#token, this.#pending), this.#pending);
      this.#failures = 0;
      this.#lastHeardAt = Date.now();
    } catch {
      // Not reached, or not heard of: the same is sent again.
      this.#failures++;
      if (this.#ending) await this.#giveUp(this.#ending);
    }
    this.#sending = false;
    this.#schedule();
  }

  /** What was sent and not answered, or what has come since; with the end, once the log takes no more and this is the rest. */
  #nextFlush(): Flush {
    const flush = this.#pending ?? this.#takeEvents();
    if (this.#ending && flush.to === this.#ending.length) {
      flush.ending = { events: this.#ending.events, forced: this.#memory.closed };
    }
    return flush;
  }

  #takeEvents(): Flush {
    const upTo = this.#ending?.length ?? this.#memory.length;
    const events = this.#memory.take(this.#flushed, upTo, CHARACTERS_AT_ONCE);
    for (const event of events) {
      this.#parts.add(event);
      this.#said ||= isModelOutput(event);
    }
    const to = this.#flushed + events.length;
    this.#unflushed = upTo - to;
    this.#urgent = to < upTo;
    return {
      from: this.#flushed + 1,
      to,
      entry: events.length > 0 ? encodeEntry(events) : '',
      ends: this.#parts.ends,
      said: this.#said,
    };
  }

  async #take(answer: FlushAnswer, sent: Flush): Promise<void> {
    this.#pending = undefined;
    switch (answer.state) {
      case 'ok':
        this.#flushed = sent.to;
        this.#watched = answer.watched;
        this.#urgent ||= this.#ending !== undefined;
        return;
      case 'closing':
        this.#flushed = sent.to;
        await this.#decide(answer.ending);
        this.#urgent = true;
        return;
      case 'behind':
        // Later than this, a run that was given up may be forgotten too.
        if (Date.now() - this.#lastHeardAt > KEEP_MS) return this.#lose(undefined);
        this.#flushed = answer.last;
        this.#urgent = true;
        return;
      case 'sealed':
        await this.#decide(answer.ending);
        return this.#finish('whole');
      case 'lost':
        return this.#lose(answer.ending);
      default:
        return answer satisfies never;
    }
  }

  async #lose(ending: RunEvent[] | undefined): Promise<void> {
    await this.#decide(ending ?? createRunLostEvents(this.info, this.#said, Date.now()));
    this.#finish('lost');
  }

  async #giveUp(ending: { events: RunEvent[]; since: number }): Promise<void> {
    await this.#decide(ending.events);
    if (Date.now() - ending.since >= GIVE_UP_MS) this.#finish('cut');
  }

  #finish(kept: 'whole' | 'cut' | 'lost'): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#kept.resolve(kept);
  }
}
