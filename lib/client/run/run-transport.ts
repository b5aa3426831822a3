import 'client-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { type ConnectionNote, connectionHooks, type WatchedRun } from './connection-hooks.ts';
import { backOff } from './reconnect-backoff.ts';
import { checkResponse, type RunStart, startRun } from './run-connection.ts';
import { type EventBatch, readEvents, WrongPositionError } from './run-events.ts';
import { NoResponseError, type RunRequest, requestRun, SILENCE_MS } from './run-request.ts';
import type { ReadConnection } from './shared/shared-reader.ts';
import type { SharedRun } from './shared/shared-run.ts';

export type FollowOptions = Pick<RunRequest, 'chatId' | 'api' | 'runId'> & {
  /** Starts this run; without it, attaches to a run. */
  start?: RunStart | undefined;
  /** The first connection, if it is open already. Only for attaching. */
  connection?: Promise<Response> | undefined;
  signal: AbortSignal;
  /** Milliseconds without a connection after which the run is given up; 0 tries once. */
  giveUpMs?: number | undefined;
  /** The server has the run: it can be stopped. */
  onAccepted(runId: string): void;
  /** New events, in order. Each event is delivered once, unless the run is replayed from its `start` event. */
  onEvents(events: RunEvent[]): void;
  /**
   * Called on each activity, after `onEvents`, and on each loss of a connection.
   * @param heartbeat the comments that have arrived
   */
  onConnection(state: 'open' | 'reconnecting', heartbeat?: string): void;
  /** Called before a connection is opened. `release` closes it, in whichever tab it is, and opens it again behind other requests. */
  onOpening?(connection: Pick<SharedRun, 'release'>): void;
  /**
   * Resolves when events may be read again. Until then they stay in the connection's buffer.
   * @param servesOthers other tabs get the events from this one
   */
  throttle?(servesOthers: boolean): Promise<void>;
};

/** `nothing`: there was no run to attach to. */
export type FollowResult = 'ended' | 'nothing';

const GIVE_UP_MS = 60_000;
/** A late response doubles the wait for the next one, up to this, so that a slow proxy is not given up. */
const MAX_RESPONSE_MS = 100_000;

/** The chat has no such run. */
class NoRunError extends Error {
  override readonly name = 'NoRunError';
}

/**
 * Starts or attaches to a run and follows it to its terminal event, over as many connections as that takes. Each connection
 * resumes after the last event that arrived. Starting is idempotent: the server knows the run's id.
 * @throws ChatError the server's refusal; `run-changed` when the chat has a later run; `run-lost` when the server no longer
 * knows the run; `connection-lost` after `giveUpMs` without a connection. The signal's reason when it is aborted.
 */
export async function followRun(options: FollowOptions): Promise<FollowResult> {
  return new RunTransport(options).follow();
}

/** Follows one run. Its fields say how far, over all connections. */
class RunTransport implements WatchedRun {
  readonly options: FollowOptions;
  #shared: SharedRun | undefined;
  #connection: Promise<Response> | undefined;
  runId: string | undefined;
  #isAccepted = false;
  #lastSeq = 0;
  #attempt = 0;
  #responseMs = SILENCE_MS;
  #lostMs = 0;
  readonly #note = (note: ConnectionNote) => connectionHooks.note(performance.now(), this, note);

  constructor(options: FollowOptions) {
    this.options = options;
    this.#connection = options.connection;
    this.runId = options.start?.runId ?? options.runId;
  }

  async follow(): Promise<FollowResult> {
    const { signal, onConnection, throttle, giveUpMs = GIVE_UP_MS } = this.options;
    for (;;) {
      signal.throwIfAborted();
      let lastActivityAt = performance.now();
      let waitMs = this.#responseMs;
      try {
        for await (const batch of this.#read()) {
          lastActivityAt = performance.now();
          waitMs = SILENCE_MS;
          this.#take(batch);
          if (batch.isTerminated) return 'ended';
          if (batch.events.length > 0) await throttle?.(this.#shared?.servesOthers ?? false);
        }
        signal.throwIfAborted();
      } catch (error) {
        signal.throwIfAborted();
        const isGone = error instanceof NoRunError || (error as ChatError).code === 'run-expired';
        if (isGone && !this.#isAccepted && !this.options.start) return 'nothing';
        if (isGone && this.#isAccepted) throw new ChatError('run-lost', (error as Error).message);
        if (error instanceof ChatError) throw error;
        if (error instanceof WrongPositionError) this.#lastSeq = 0; // replays the run, which begins with its `start` event
        if (error instanceof NoResponseError) this.#responseMs = Math.min(MAX_RESPONSE_MS, waitMs * 2);
        // Every other error is a failure of the connection, which is opened again.
      }
      onConnection('reconnecting');
      this.#lostMs += awakeMsSince(lastActivityAt, waitMs);
      if (this.#lostMs > giveUpMs || giveUpMs === 0) {
        throw new ChatError('connection-lost', 'The server could not be reached for a minute.');
      }
      const waitedFrom = performance.now();
      await backOff(this.#attempt++, signal);
      this.#lostMs += awakeMsSince(waitedFrom, SILENCE_MS);
    }
  }

  /** Reads until the run or the connection ends, which may be that of another tab. */
  #read(): AsyncIterable<EventBatch> {
    const { start, signal, onOpening } = this.options;
    const connect: ReadConnection = (...request) =>
      connectionHooks.watch?.(this, ...request) ?? this.read(...request);
    if (this.#shared === undefined || this.#shared.runId !== this.runId) {
      this.#shared = connectionHooks.share?.(this.runId, connect);
      if (this.#shared === undefined) {
        const own = new AbortController();
        signal.addEventListener('abort', () => own.abort(), { once: true, signal: own.signal });
        onOpening?.({ release: () => own.abort() });
        return connect(this.#lastSeq, own.signal, 'low');
      }
      onOpening?.(this.#shared);
    }
    const connectsNow = (start !== undefined && !this.#isAccepted) || this.#connection !== undefined;
    return this.#shared.read({ after: this.#lastSeq, connectsNow }, signal);
  }

  /** Opens connections of this tab, and reads the events after number `after` until one ends that the server has not closed on purpose. */
  async *read(
    ...[after, signal, priority, readPoll]: Parameters<WatchedRun['read']>
  ): AsyncGenerator<EventBatch> {
    for (let seq: number | undefined = after; seq !== undefined; ) {
      const position = { after: seq, priority, polls: !!readPoll };
      this.#note(position);
      try {
        const response = await this.#open(position, signal);
        if (signal.aborted || response.status === 204) {
          void response.body?.cancel();
          if (signal.aborted) return;
          throw new NoRunError('The server no longer knows this run.');
        }
        const runId = response.headers.get('x-run-id') ?? '';
        if (this.runId !== undefined && runId !== this.runId) {
          void response.body?.cancel();
          throw new ChatError('run-changed', 'Another run has taken the place of this one.');
        }
        this.accept(runId);
        this.#note(response);
        seq = yield* (readPoll ?? readEvents)(response, { runId, seq }, signal, this.#note);
      } finally {
        this.#note(signal.aborted);
      }
    }
  }

  #open(position: Pick<RunRequest, 'after' | 'priority' | 'polls'>, signal: AbortSignal): Promise<Response> {
    const { chatId, api, start } = this.options;
    const request = { chatId, api, runId: this.runId, ...position };
    if (start && !this.#isAccepted) return startRun(request, start, signal, this.#responseMs);
    const response = this.#connection ?? requestRun(request, signal, this.#responseMs);
    this.#connection = undefined;
    return response.then((opened) => checkResponse(opened));
  }

  accept(runId: string): void {
    if (this.#isAccepted) return;
    this.runId = runId;
    this.#isAccepted = true;
    this.options.onAccepted(runId);
  }

  #take({ seq, events, heartbeat }: EventBatch): void {
    if (this.runId !== undefined) this.accept(this.runId); // another tab reads the connection
    this.#lostMs = 0;
    this.#responseMs = SILENCE_MS;
    this.#lastSeq = seq;
    this.#note(seq);
    // A heartbeat does not reset the backoff: a connection that is cut after each one would be reopened without a wait.
    if (events.length > 0) {
      this.#attempt = 0;
      this.options.onEvents(events);
    }
    this.options.onConnection('open', heartbeat);
  }
}

/** Milliseconds since `time`, of `performance.now()`, without those that the device slept in a wait of at most `limitMs`. */
function awakeMsSince(time: number, limitMs: number): number {
  return Math.min(performance.now() - time, limitMs);
}
