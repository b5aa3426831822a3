import 'client-only';
import { ChatError, isErrorCode } from '#lib/protocol/chat-error.ts';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import { trimToRequestLimits } from './messages-to-send.ts';
import { backOff } from './reconnect-backoff.ts';

/** The parameters of a new run. */
export type RunStart = {
  runId: RunId;
  messages: ChatMessage[];
  model?: string;
  trigger?: 'submit-message' | 'regenerate-message' | 'continue-message';
  settings?: RunSettings;
};

export type RunRequest = {
  chatId: ChatId;
  /** Starts this run; without it, attaches to the chat's live run. */
  start?: RunStart | undefined;
  /** The last event that has arrived, when attaching. */
  lastSeq?: number;
};

/** The server sends a heartbeat every 10 s, so a connection that is silent for longer than two of them is dead. */
export const SILENCE_MS = 25_000;
const STOP_ATTEMPTS = 5;

/**
 * Opens one connection to a run. The server responds at once, whatever the model does, so a missing response counts as a dead
 * connection too.
 * @returns status 200 with an event stream, or 204 when the chat has no run
 * @throws ChatError the server's refusal; any other error may be retried
 */
export async function openConnection(request: RunRequest, signal: AbortSignal): Promise<Response> {
  const attempt = new AbortController();
  const abort = () => attempt.abort(signal.reason);
  const timer = setTimeout(() => attempt.abort(new Error('no response')), SILENCE_MS);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const response = await fetch(runUrl(request.chatId), { ...requestInit(request), signal: attempt.signal });
    // While attaching, a 5xx says nothing about the run, so it is retried.
    if (!request.start && response.status >= 500) throw new Error(`HTTP ${response.status}`);
    if (!response.ok) throw await readError(response);
    if (response.status !== 204 && !isEventStream(response)) {
      void response.body?.cancel();
      throw new Error('not an event stream'); // such as a captive portal's page
    }
    return response;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Stops the chat's run. Retries with backoff while the server cannot be reached.
 * @returns whether the server has received the request. Never throws.
 */
export async function requestStop(chatId: ChatId, signal: AbortSignal): Promise<boolean> {
  for (let attempt = 0; attempt < STOP_ATTEMPTS; attempt++) {
    try {
      await backOff(attempt, signal);
      const response = await fetch(runUrl(chatId), { method: 'DELETE', signal });
      if (response.ok || (await readError(response)) instanceof ChatError) return true;
    } catch {
      if (signal.aborted) return false;
    }
  }
  return false;
}

function runUrl(chatId: ChatId): string {
  return `/api/chats/${chatId}/run`;
}

function requestInit({ chatId, start, lastSeq = 0 }: RunRequest): RequestInit {
  if (!start) {
    return { headers: lastSeq > 0 ? { 'last-event-id': String(lastSeq) } : {}, cache: 'no-store' };
  }
  const headers = { 'content-type': 'application/json' };
  const messages = trimToRequestLimits(start.messages);
  return { method: 'POST', headers, body: JSON.stringify({ id: chatId, ...start, messages }) };
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

/** The error of a refused request: a `ChatError` if this server sent it, otherwise an error that may be retried. */
async function readError(response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined); // a proxy's page is not JSON
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  if (typeof error === 'object' && error !== null && 'code' in error && isErrorCode(error.code)) {
    // A server that cannot reach its run log is treated like one that cannot be reached.
    if (error.code === 'log-unavailable') return new Error(error.code);
    return new ChatError(error.code, 'message' in error ? String(error.message) : error.code);
  }
  return new Error(`HTTP ${response.status}`);
}
