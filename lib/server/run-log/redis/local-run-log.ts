import 'server-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { assertEndsTerminally } from '../log-ending.ts';
import type { MemoryRunLog } from '../memory-run-log.ts';
import type { ModelWait } from '../model-wait.ts';
import type { ResponsePosition, SavedProgress } from '../resume-position.ts';
import type { LogState, RunInfo, RunLog, RunLogReader } from '../run-log.ts';
import { createRunLostEvents, isModelOutput } from '../run-lost.ts';
import type { RunLogCommands } from './commands.ts';
import type { Flush, FlushAnswer, ProducerOptions } from './flush.ts';
import { FlushAssembler } from './flush-assembler.ts';
import { getFlushBackoffMs, getFlushIntervalMs } from './flush-delay.ts';

/** While another server reads, this many new events are flushed at once. */
const WATCHED_FLUSH_EVENTS = 64;
/** Milliseconds for which `close` waits for Redis to decide who closed the log first. */
const CLOSE_TIMEOUT_MS = 1_000;
/** Milliseconds after closing for which flushes to an unreachable Redis are retried. */
const GIVE_UP_MS = 10_000;

type Ending = {
  events: RunEvent[];
  /** Number of the last event before the ending. */
  last: number;
  since: number;
  decided: PromiseWithResolvers<void>;
};

/**
 * The log of a run whose producer is on this server. Readers on this server read it from memory. Flushes, one at a time,
 * copy it to Redis for readers on other servers, renew the producer's lease, and learn whether another server wants to end
 * the run.
 *
 * A flushed event has its final number and no longer grows, so a reader can switch servers after any number. A flush
 * without an answer is repeated unchanged; Redis knows its last event number and appends nothing twice.
 */
export class LocalRunLog implements RunLog {
  readonly info: RunInfo;
  modelWait: ModelWait | undefined;
  isTaken = false;
  readonly #memory: MemoryRunLog;
  readonly #commands: RunLogCommands;
  readonly #token: string;
  readonly #closeListeners = new Set<() => void>();
  readonly #settled = Promise.withResolvers<LogState>();

  readonly #flushes: FlushAssembler;
  readonly #options: ProducerOptions;
  #hasModelOutput = false;
  /** Number of events appended since the last flush was assembled. */
  #unflushed = 0;
  #flushAtOnce = true;
  /** Whether another server is reading the run. */
  #watched = false;
  /** Milliseconds by which other servers have asked to extend waits, as far as the producer knows. */
  #extendedMs = 0;
  #flushing = false;
  #finished = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastFlushAt = performance.now();
  #lastAnswerAt = performance.now();
  #failures = 0;
  /** Set from the moment the log stops accepting events. */
  #ending: Ending | undefined;

  constructor(memory: MemoryRunLog, commands: RunLogCommands, options: ProducerOptions) {
    this.info = memory.info;
    this.#memory = memory;
    this.#commands = commands;
    this.#options = options;
    this.#token = options.token;
    this.#flushes = new FlushAssembler(memory);
    this.#scheduleFlush();
  }

  get closed(): boolean {
    return this.#memory.closed;
  }

  savePosition(position: ResponsePosition, progress: SavedProgress): void {
    if (this.#ending) return;
    this.#flushes.savePosition({ ...position, ...this.#memory.end, progress });
    this.#options.onResumable(this.info);
    if (this.#unflushed++ === 0) this.#scheduleFlush();
  }

  append(event: RunEvent): 'appended' | 'closed' | 'full' {
    if (this.#ending) return 'closed';
    const appended = this.#memory.append(event);
    if (appended !== 'appended') return appended;
    this.#unflushed++;
    const first = !this.#hasModelOutput && isModelOutput(event);
    this.#hasModelOutput ||= first;
    if (first || (this.#watched && this.#unflushed === WATCHED_FLUSH_EVENTS)) this.#flushAtOnce = true;
    if (this.#flushAtOnce || this.#unflushed === 1) this.#scheduleFlush();
    return appended;
  }

  async close(events: RunEvent[]): Promise<boolean> {
    assertEndsTerminally(events);
    if (this.#ending) {
      await this.#ending.decided.promise;
      return false;
    }
    const ending = this.#startEnding(events);
    // Redis decides who closed the log first, but local readers do not wait for an unresponsive Redis.
    const timer = setTimeout(() => void this.#closeMemory(events), this.#failures > 0 ? 0 : CLOSE_TIMEOUT_MS);
    await ending.decided.promise;
    clearTimeout(timer);
    return ending.events === events;
  }

  onClose(listener: () => void): () => void {
    if (this.#ending) listener();
    else this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  settled(): Promise<LogState> {
    return this.#settled.promise;
  }

  read(after: number): RunLogReader {
    return this.#memory.read(after);
  }

  /** Stops accepting events and notifies the producer. */
  #startEnding(events: RunEvent[]): Ending {
    const decided = Promise.withResolvers<void>();
    this.modelWait = undefined; // it would retain the producer
    this.#ending = { events, last: this.#memory.last, since: performance.now(), decided };
    for (const listener of this.#closeListeners) listener();
    this.#closeListeners.clear();
    this.#flushAtOnce = true;
    this.#scheduleFlush();
    return this.#ending;
  }

  /** Closes the log for the readers of this server. Only the first call has an effect. */
  async #closeMemory(events: RunEvent[]): Promise<void> {
    const ending = this.#ending ?? this.#startEnding(events);
    if (!(await this.#memory.close(events))) return;
    ending.events = events;
    ending.decided.resolve();
  }

  #scheduleFlush(): void {
    if (this.#flushing || this.#finished) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#flush(), this.#getFlushDelayMs());
  }

  #getFlushDelayMs(): number {
    if (this.#failures > 0) return getFlushBackoffMs(this.#failures);
    if (this.#flushAtOnce) return 0;
    const intervalMs = getFlushIntervalMs({ isWatched: this.#watched, hasEvents: this.#unflushed > 0 });
    return Math.max(0, this.#lastFlushAt + intervalMs - performance.now());
  }

  async #flush(): Promise<void> {
    this.#flushing = true;
    const flush = this.#assembleFlush();
    this.#lastFlushAt = performance.now();
    try {
      const answer = await this.#commands.flush(this.info, this.#token, flush);
      await this.#handleAnswer(answer);
      this.#failures = 0;
      this.#lastAnswerAt = performance.now();
    } catch {
      // The request or its answer was lost: the same flush is repeated.
      this.#failures++;
      if (this.#ending) await this.#endWithoutRedis(this.#ending);
    }
    this.#flushing = false;
    this.#scheduleFlush();
  }

  /** Returns the unconfirmed flush or the next one. The last flush of a closing log includes the ending. */
  #assembleFlush(): Flush {
    const upTo = this.#ending?.last ?? this.#memory.last;
    const flush = this.#flushes.assemble(upTo);
    this.#unflushed = Math.max(0, upTo - flush.to);
    this.#flushAtOnce = flush.to < upTo;
    flush.silence = this.modelWait?.silence;
    if (this.#ending && flush.to >= this.#ending.last) {
      flush.ending = { events: this.#ending.events, forced: this.#memory.closed };
    }
    return flush;
  }

  async #handleAnswer(answer: FlushAnswer): Promise<void> {
    switch (answer.state) {
      case 'ok':
        this.#flushes.confirm();
        this.#watched = answer.watched;
        if (answer.extendedMs > this.#extendedMs) {
          void this.modelWait?.extend(answer.extendedMs - this.#extendedMs);
        }
        this.#extendedMs = answer.extendedMs;
        this.#flushAtOnce ||= this.#ending !== undefined;
        return;
      case 'closing':
        this.#flushes.confirm();
        await this.#closeMemory(answer.ending);
        this.#flushAtOnce = true;
        return;
      case 'behind':
        // After the retention time, Redis may also have forgotten that another server ended this run.
        if (performance.now() - this.#lastAnswerAt > this.#commands.retentionMs)
          return this.#endAsLost(undefined);
        this.#flushes.rewind(answer.last);
        this.#flushAtOnce = true;
        return;
      case 'sealed':
        await this.#closeMemory(answer.ending);
        return this.#settle('whole');
      case 'lost':
        return this.#endAsLost(answer.ending);
      case 'taken':
        return this.#leaveToOther();
      default:
        return answer satisfies never;
    }
  }

  async #endAsLost(ending: RunEvent[] | undefined): Promise<void> {
    await this.#closeMemory(ending ?? createRunLostEvents(this.info, this.#flushes.hasModelOutput));
    this.#settle('lost');
  }

  /** Another server goes on with the run. The readers of this one find it there when they connect again. */
  #leaveToOther(): void {
    this.isTaken = true;
    this.#memory.abandon();
    this.#options.onTaken(this.#memory);
    const ending = this.#ending ?? this.#startEnding([]);
    ending.events = [];
    ending.decided.resolve();
    this.#settle('lost');
  }

  async #endWithoutRedis(ending: Ending): Promise<void> {
    await this.#closeMemory(ending.events);
    if (performance.now() - ending.since >= GIVE_UP_MS) this.#settle('cut');
  }

  #settle(state: LogState): void {
    this.#finished = true;
    clearTimeout(this.#timer);
    this.#settled.resolve(state);
  }
}
