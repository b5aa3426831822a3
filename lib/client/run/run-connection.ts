import 'client-only';
import { ChatError, isErrorCode } from '#lib/protocol/chat-error.ts';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import { trimToRequestLimits } from './messages-to-send.ts';

export type RunTrigger = 'submit-message' | 'regenerate-message' | 'continue-message';

/** The parameters of a new run. */
export type RunStart = {
  runId: RunId;
  messages: ChatMessage[];
  model?: string;
  trigger?: RunTrigger;
  settings?: RunSettings;
};

export type RunRequest = {
  chatId: ChatId;
  /** Starts this run; without it, attaches to a run. */
  start?: RunStart | undefined;
  /** The run to attach to; the chat's latest when undefined. */
  runId?: string | undefined;
  /** The number of the last event of that run that has arrived. */
  after?: number;
};

/** The server sends a heartbeat every 10 s, so a connection that is silent for longer than two of them is dead. */
export const SILENCE_MS = 25_000;

/** Statuses with which a proxy refuses a request for now. The same request may succeed later. */
const REFUSED_FOR_NOW = [408, 425, 429];

/**
 * Opens one connection to a run. The server responds at once, whatever the model does, so a missing response counts as a dead
 * connection too.
 * @param timeoutMs how long to wait for the response
 * @returns status 200 with an event stream, or 204 when the chat has no run
 * @throws ChatError the server's refusal, or that of a proxy; any other error may be retried
 */
export async function openConnection(
  request: RunRequest,
  signal: AbortSignal,
  timeoutMs = SILENCE_MS,
): Promise<Response> {
  const [url, init] = buildRequest(request);
  const response = await fetchWithin(timeoutMs, url, { ...init, signal });
  if (!response.ok) throw await readRefusal(response, request.start && String(init.body));
  if (!isAnsweredByServer(response)) {
    void response.body?.cancel();
    throw new Error(`Something between the page and the server answered with ${response.status}.`);
  }
  return response;
}

/** Fetches, and gives up if the response has not begun within `timeoutMs`. @throws NoResponseError */
async function fetchWithin(
  timeoutMs: number,
  url: string,
  { signal, ...init }: RequestInit,
): Promise<Response> {
  signal?.throwIfAborted();
  const attempt = new AbortController();
  const abort = () => attempt.abort(signal?.reason);
  const timer = setTimeout(() => attempt.abort(new NoResponseError()), timeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await fetch(url, { ...init, signal: attempt.signal });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** The server has not responded in time. */
export class NoResponseError extends Error {
  override readonly name = 'NoResponseError';
}

/** Asks the server once to stop a run. @returns whether the server has confirmed that the run is not live any more */
export async function sendStop(chatId: ChatId, runId: string): Promise<boolean> {
  const url = `${runUrl(chatId)}?runId=${runId}`;
  const response = await fetchWithin(SILENCE_MS, url, { method: 'DELETE' });
  return response.ok || (await readRefusal(response)) instanceof ChatError;
}

function runUrl(chatId: ChatId): string {
  return `/api/chats/${chatId}/run`;
}

/** The position is in the URL, because some proxies strip `Last-Event-ID`. */
function buildRequest({ chatId, start, runId, after = 0 }: RunRequest): [url: string, init: RequestInit] {
  const url = runUrl(chatId);
  if (start) {
    const messages = trimToRequestLimits(start.messages);
    const body = JSON.stringify({ id: chatId, ...start, messages });
    return [url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }];
  }
  const query = runId === undefined ? '' : after > 0 ? `?after=${runId}:${after}` : `?runId=${runId}`;
  return [url + query, { cache: 'no-store' }];
}

/** Whether a successful response comes from the server: a captive portal or a proxy may send a page, or 204, of its own. */
function isAnsweredByServer(response: Response): boolean {
  if (response.status === 204) return response.headers.get('x-run-state') === 'none';
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

/**
 * The error of a refused request: a `ChatError`, or another error if the request may be retried. A proxy's 4xx to a new run is
 * final; while attaching it says nothing about the run.
 * @param sent the body of a request that starts a run
 */
async function readRefusal(response: Response, sent?: string): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined); // a proxy's page is not JSON
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  const { status, headers } = response;
  if (typeof error === 'object' && error !== null && 'code' in error && isErrorCode(error.code)) {
    // A server that cannot reach its run log is treated like one that cannot be reached.
    if (error.code === 'log-unavailable' || (sent === undefined && status >= 500))
      return new Error(error.code);
    const message = 'message' in error ? String(error.message) : error.code;
    const runId = headers.get('x-run-id');
    return new ChatError(error.code, message, runId ? { runId } : {});
  }
  if (sent === undefined || status >= 500 || REFUSED_FOR_NOW.includes(status))
    return new Error(`HTTP ${status}`);
  return status === 413
    ? new ChatError('proxy-limit', `${(new Blob([sent]).size / 2 ** 20).toFixed(1)} MB`)
    : new ChatError('proxy-refused', `HTTP ${status}`);
}
