import 'client-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { backOff } from './reconnect-backoff.ts';
import { openConnection, type RunRequest, SILENCE_MS } from './run-connection.ts';
import { readEvents } from './run-events.ts';

export type FollowOptions = Omit<RunRequest, 'lastSeq'> & {
  /** The first connection, if it is open already. Only for attaching. */
  connection?: Promise<Response> | undefined;
  signal: AbortSignal;
  /** The server has the run: it can be stopped. */
  onAccepted(): void;
  /** New events, in order. Each event is delivered once. */
  onEvents(events: RunEvent[]): void;
  /** Called on each activity and each loss of a connection. */
  onConnection(state: 'open' | 'reconnecting'): void;
  /** Resolves when events may be read again. Until then they stay in the connection's buffer. */
  throttle?(): Promise<void>;
};

/** `nothing`: there was no run to attach to. */
export type FollowResult = 'ended' | 'nothing';

const GIVE_UP_MS = 60_000;

/** How far a run has been followed, over all its connections. */
type Progress = {
  runId: string | null;
  isAccepted: boolean;
  lastSeq: number;
  attempt: number;
  lostMs: number;
};

/**
 * Starts or attaches to a run and follows it to its terminal event, over as many connections as that takes. Each connection
 * resumes after the last event that arrived. Starting is idempotent: the server knows the run's id.
 * @throws ChatError the server's refusal; `run-lost` when the server no longer knows the run; `connection-lost` after a
 * minute without a connection. The signal's reason when it is aborted.
 */
export async function followRun(options: FollowOptions): Promise<FollowResult> {
  const { chatId, start, signal, onConnection } = options;
  let { connection } = options;
  const progress: Progress = { runId: null, isAccepted: false, lastSeq: 0, attempt: 0, lostMs: 0 };
  for (;;) {
    signal.throwIfAborted();
    let lastActivityAt = Date.now();
    try {
      const { isAccepted, lastSeq } = progress;
      const opening =
        connection ?? openConnection({ chatId, start: isAccepted ? undefined : start, lastSeq }, signal);
      connection = undefined;
      const result = await followConnection(await opening, progress, {
        ...options,
        onConnection: (state) => {
          lastActivityAt = Date.now();
          onConnection(state);
        },
      });
      if (result) return result;
      signal.throwIfAborted();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ChatError) throw error;
      // Every other error is a failure of the connection, which is opened again.
    }
    onConnection('reconnecting');
    progress.lostMs += awakeMsSince(lastActivityAt);
    if (progress.lostMs > GIVE_UP_MS) {
      throw new ChatError('connection-lost', 'The server could not be reached for a minute.');
    }
    const waitedFrom = Date.now();
    await backOff(progress.attempt++, signal);
    progress.lostMs += awakeMsSince(waitedFrom);
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
  // A later run of the chat numbers its events from 1 again: none of them belongs to this answer.
  const runId = response.headers.get('x-run-id');
  if (progress.runId !== null && runId !== progress.runId) {
    void response.body?.cancel();
    throw new ChatError('run-lost', 'Another run has taken the place of this one.');
  }
  progress.runId = runId;
  if (!progress.isAccepted) options.onAccepted();
  progress.isAccepted = true;
  for await (const { seq, events, isTerminated } of readEvents(response, progress.lastSeq, options.signal)) {
    options.onConnection('open');
    progress.lostMs = 0;
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

/** Milliseconds since `time` without those that the device slept: no wait here is longer than a silent connection may be. */
function awakeMsSince(time: number): number {
  return Math.min(Date.now() - time, SILENCE_MS);
}
