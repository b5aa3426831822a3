import 'client-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { backOff } from './reconnect-backoff.ts';
import { checkResponse, type RunStart, startRun } from './run-connection.ts';
import { readEvents, WrongPositionError } from './run-events.ts';
import { NoResponseError, type RunRequest, requestRun, SILENCE_MS } from './run-request.ts';

export type FollowOptions = Omit<RunRequest, 'after'> & {
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
  /** Called on each activity and each loss of a connection. */
  onConnection(state: 'open' | 'reconnecting'): void;
  /** Resolves when a connection may be opened. @returns the signal that closes that connection, and only that */
  untilFree?(): Promise<AbortSignal>;
  /** Resolves when events may be read again. Until then they stay in the connection's buffer. */
  throttle?(): Promise<void>;
};

/** `nothing`: there was no run to attach to. */
export type FollowResult = 'ended' | 'nothing';

const GIVE_UP_MS = 60_000;
/** A late response doubles the wait for the next one, up to this, so that a slow proxy is not given up. */
const MAX_RESPONSE_MS = 100_000;

/** How far a run has been followed, over all its connections. */
type Progress = {
  runId: string | undefined;
  isAccepted: boolean;
  lastSeq: number;
  attempt: number;
  responseMs: number;
  lostMs: number;
};

/**
 * Starts or attaches to a run and follows it to its terminal event, over as many connections as that takes. Each connection
 * resumes after the last event that arrived. Starting is idempotent: the server knows the run's id.
 * @throws ChatError the server's refusal; `run-changed` when the chat has a later run; `run-lost` when the server no longer
 * knows the run; `connection-lost` after `giveUpMs` without a connection. The signal's reason when it is aborted.
 */
export async function followRun(options: FollowOptions): Promise<FollowResult> {
  const { chatId, start, signal, onConnection, giveUpMs = GIVE_UP_MS } = options;
  let { connection } = options;
  const progress: Progress = {
    ...{ runId: start?.runId ?? options.runId, isAccepted: false, lastSeq: 0 },
    ...{ attempt: 0, responseMs: SILENCE_MS, lostMs: 0 },
  };
  for (;;) {
    signal.throwIfAborted();
    let lastActivityAt = performance.now();
    let waitMs = progress.responseMs;
    try {
      const closed = (await options.untilFree?.()) ?? signal;
      const { runId, isAccepted, lastSeq, responseMs } = progress;
      const opening =
        start && !isAccepted
          ? startRun(chatId, start, closed, responseMs)
          : (connection ?? requestRun({ chatId, runId, after: lastSeq }, closed, responseMs)).then(
              (response) => checkResponse(response),
            );
      connection = undefined;
      const result = await followConnection(await opening, progress, {
        ...options,
        signal: closed,
        onConnection: (state) => {
          lastActivityAt = performance.now();
          waitMs = SILENCE_MS;
          onConnection(state);
        },
      });
      if (result) return result;
      signal.throwIfAborted();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ChatError) throw error;
      if (error instanceof WrongPositionError) progress.lastSeq = 0; // replays the run, which begins with its `start` event
      if (error instanceof NoResponseError) progress.responseMs = Math.min(MAX_RESPONSE_MS, waitMs * 2);
      // Every other error is a failure of the connection, which is opened again.
    }
    onConnection('reconnecting');
    progress.lostMs += awakeMsSince(lastActivityAt, waitMs);
    if (progress.lostMs > giveUpMs || giveUpMs === 0) {
      throw new ChatError('connection-lost', 'The server could not be reached for a minute.');
    }
    const waitedFrom = performance.now();
    await backOff(progress.attempt++, signal);
    progress.lostMs += awakeMsSince(waitedFrom, SILENCE_MS);
  }
}

/** Follows a run on one connection. @returns undefined when the connection ended before the run did */
async function followConnection(
  response: Response,
  progress: Progress,
  options: FollowOptions,
): Promise<FollowResult | undefined> {
  if (response.status === 204) {
    if (!progress.isAccepted) return 'nothing';
    throw new ChatError('run-lost', 'The server no longer knows this run.');
  }
  const runId = response.headers.get('x-run-id') ?? '';
  if (progress.runId !== undefined && runId !== progress.runId) {
    void response.body?.cancel();
    throw new ChatError('run-changed', 'Another run has taken the place of this one.');
  }
  progress.runId = runId;
  if (!progress.isAccepted) options.onAccepted(runId);
  progress.isAccepted = true;
  const position = { runId, seq: progress.lastSeq };
  for await (const { seq, events, isTerminated } of readEvents(response, position, options.signal)) {
    options.onConnection('open');
    progress.lostMs = 0;
    progress.responseMs = SILENCE_MS;
    progress.lastSeq = seq;
    if (events.length > 0) {
      // A heartbeat does not reset the backoff: a connection that is cut after each one would be reopened without a wait.
      progress.attempt = 0;
      options.onEvents(events);
    }
    if (isTerminated) return 'ended';
    if (events.length > 0) await options.throttle?.();
  }
  return undefined;
}

/** Milliseconds since `time`, of `performance.now()`, without those that the device slept in a wait of at most `limitMs`. */
function awakeMsSince(time: number, limitMs: number): number {
  return Math.min(performance.now() - time, limitMs);
}
