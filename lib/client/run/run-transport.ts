import 'client-only';
import { ChatError, isErrorCode } from '#lib/protocol/chat-error.ts';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import { type ChatMessage, isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import { BodyReader } from '#lib/sse/body-reader.ts';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { trimToRequestLimits } from './messages-to-send.ts';
import { backOff } from './reconnect-backoff.ts';

/** What a run is started with. */
export type RunStart = {
  runId: RunId;
  messages: ChatMessage[];
  model?: string;
  trigger?: 'submit-message' | 'regenerate-message' | 'continue-message';
  settings?: RunSettings;
};

export type FollowOptions = {
  chatId: ChatId;
  /** Absent: attach to the chat's run, if it has one. */
  start?: RunStart;
  /** The first connection of an attaching, where it was opened already. */
  connection?: Promise<Response> | undefined;
  signal: AbortSignal;
  /** The run is known to the server: it can be stopped. */
  onAccepted(): void;
  /** Events in their order, each once, as they arrive. */
  onEvents(events: RunEvent[]): void;
  /** The connection dropped, or is there again. */
  onConnection(connection: 'open' | 'reconnecting'): void;
  /** Resolves when more is wanted, after events have come: until then it gathers in the connection. */
  rest?(): Promise<void>;
};

/** The server sends a comment every ten seconds of silence; two missed ones are a dead connection. */
const SILENCE_MS = 25_000;
const GIVE_UP_MS = 60_000;
const STOP_ATTEMPTS = 5;

/**
 * Starts or attaches to a run and follows it to its terminal event, over as many connections as it takes: each next one
 * goes on after the last event that arrived. Starting is repeated safely, for the server knows the run's id.
 * @returns `nothing` when there was no run to attach to.
 * @throws ChatError the server's refusal, `run-lost` when the server no longer knows the run, `connection-lost` after a
 * minute without a connection; the signal's reason when it is aborted.
 */
export async function followRun(options: FollowOptions): Promise<'ended' | 'nothing'> {
  const { signal } = options;
  let { connection } = options;
  let accepted = false;
  let lastSeq = 0;
  let attempt = 0;
  let lostMs = 0;
  let runId: string | null = null;

  for (;;) {
    signal.throwIfAborted();
    let heardAt = Date.now();
    try {
      const opening = connection ?? openConnection(options, signal, { accepted, lastSeq });
      connection = undefined;
      const response = await opening;
      if (response.status === 204) {
        if (!accepted) return 'nothing';
        throw new ChatError('run-lost', 'The server no longer knows this run.');
      }
      // A later run of the chat counts its events from 1 again: none of them belongs to this answer.
      const connectionRunId = response.headers.get('x-run-id');
      if (runId !== null && connectionRunId !== runId) {
        void response.body?.cancel();
        throw new ChatError('run-lost', 'Another run has taken the place of this one.');
      }
      runId = connectionRunId;
      if (!accepted) options.onAccepted();
      accepted = true;
      for await (const { seq, events, done } of readEvents(response, lastSeq, signal)) {
        options.onConnection('open');
        heardAt = Date.now();
        lostMs = 0;
        lastSeq = seq;
        if (events.length > 0) {
          attempt = 0; // not for a mere heartbeat: a connection that is cut after each would be asked for without a pause
          options.onEvents(events);
        }
        if (done) return 'ended';
        if (events.length > 0) await options.rest?.();
      }
      signal.throwIfAborted();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ChatError) throw error;
      // Anything else is the connection: it is tried again below.
    }
    options.onConnection('reconnecting');
    lostMs += awakeSince(heardAt);
    if (lostMs > GIVE_UP_MS) {
      throw new ChatError('connection-lost', 'The server could not be reached for a minute.');
    }
    const waitedFrom = Date.now();
    await backOff(attempt++, signal);
    lostMs += awakeSince(waitedFrom);
  }
}

/** Milliseconds since `time`, without those that a device slept: nothing here waits longer than a silent connection may. */
function awakeSince(time: number): number {
  return Math.min(Date.now() - time, SILENCE_MS);
}

/**
 * Stops the chat's run; tries again for some seconds when the server cannot be reached.
 * @returns whether the server has heard of it.
 */
export async function requestStop(chatId: ChatId, signal: AbortSignal): Promise<boolean> {
  for (let attempt = 0; attempt < STOP_ATTEMPTS; attempt++) {
    try {
      await backOff(attempt, signal);
      const response = await fetch(runUrl(chatId), { method: 'DELETE', signal });
      if (response.ok || (await refusal(response)) instanceof ChatError) return true;
    } catch {
      if (signal.aborted) return false;
    }
  }
  return false;
}

function runUrl(chatId: ChatId): string {
  return `/api/chats/${chatId}/run`;
}

/**
 * Opens one connection. The server answers at once, whatever its model does, so no answer is a dead connection too.
 * @param accepted the server has the run that is started
 */
export async function openConnection(
  { chatId, start }: Pick<FollowOptions, 'chatId' | 'start'>,
  signal: AbortSignal,
  { accepted, lastSeq } = { accepted: false, lastSeq: 0 },
): Promise<Response> {
  const attempt = new AbortController();
  const abort = () => attempt.abort(signal.reason);
  const limit = setTimeout(() => attempt.abort(new Error('no answer')), SILENCE_MS);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const starts = start !== undefined && !accepted;
    const response = await fetch(runUrl(chatId), {
      ...(starts ? postOf(chatId, start) : getAfter(lastSeq)),
      signal: attempt.signal,
    });
    // A server that cannot look now is asked again: it has said nothing of the run.
    if (!starts && response.status >= 500) throw new Error(`HTTP ${response.status}`);
    if (!response.ok) throw await refusal(response);
    if (response.status !== 204 && !isEventStream(response)) {
      void response.body?.cancel();
      throw new Error('not an event stream'); // the log-in page of a network, say
    }
    return response;
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', abort);
  }
}

function postOf(chatId: ChatId, start: RunStart): RequestInit {
  const headers = { 'content-type': 'application/json' };
  const messages = trimToRequestLimits(start.messages);
  return { method: 'POST', headers, body: JSON.stringify({ id: chatId, ...start, messages }) };
}

function getAfter(lastSeq: number): RequestInit {
  return { headers: lastSeq > 0 ? { 'last-event-id': String(lastSeq) } : {}, cache: 'no-store' };
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

/** The error that a refused request means; what no server of ours says is a fault of the connection. */
async function refusal(response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined); // a proxy's page, not ours
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  if (typeof error === 'object' && error !== null && 'code' in error && isErrorCode(error.code)) {
    // A server that cannot reach the logs for the moment is as good as one that cannot be reached.
    if (error.code === 'log-unavailable') return new Error(error.code);
    return new ChatError(error.code, 'message' in error ? String(error.message) : error.code);
  }
  return new Error(`HTTP ${response.status}`);
}

/**
 * The events of one connection after number `lastSeq`. Ends when the connection does, and cancels it when nothing, not
 * even a heartbeat, came for too long.
 */
async function* readEvents(
  response: Response,
  lastSeq: number,
  signal: AbortSignal,
): AsyncGenerator<{ seq: number; events: RunEvent[]; done: boolean }> {
  if (response.body === null) return;
  const reader = new BodyReader(response.body);
  const decoder = new SseDecoder();
  const cancel = () => reader.cancel();
  let heardAt = Date.now();
  const watchdog = setInterval(() => Date.now() - heardAt >= SILENCE_MS && cancel(), SILENCE_MS / 5);
  signal.addEventListener('abort', cancel, { once: true });
  let seq = lastSeq;
  try {
    for (;;) {
      const chunks = await reader.next();
      if (chunks === undefined) return;
      heardAt = Date.now();
      const events: RunEvent[] = [];
      let done = false;
      for (const frame of chunks.flatMap((chunk) => decoder.push(chunk))) {
        const frameSeq = Number(frame.id);
        if (frame.data === '[DONE]' || !(frameSeq > seq)) continue;
        const event = JSON.parse(frame.data) as RunEvent;
        seq = frameSeq;
        events.push(event);
        done ||= isTerminal(event);
      }
      yield { seq, events, done };
    }
  } finally {
    clearInterval(watchdog);
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
