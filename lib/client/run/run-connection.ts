import 'client-only';
import { ChatError, type UpstreamFailure } from '#lib/protocol/chat-error.ts';
import { isErrorCode } from '#lib/protocol/error-code.ts';
import type { RunId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import { COMPACT_EVENT_STREAM } from '#lib/protocol/stream/event-frames.ts';
import { getOwnKeyHeaders } from '../platform/local-storage.ts';
import { trimToRequestLimits } from './messages-to-send.ts';
import { fetchWithin, type RunAddress, runUrl } from './run-request.ts';

export type RunTrigger = 'submit-message' | 'regenerate-message' | 'continue-message';

/** The parameters of a new run. */
export type RunStart = {
  runId: RunId;
  messages: ChatMessage[];
  model?: string;
  trigger?: RunTrigger;
  settings?: RunSettings;
  /** Present when nobody has asked for the run: it continues an interrupted answer. */
  autoContinued?: RunMetadata['autoContinued'];
};

/** Statuses with which a proxy refuses a request for now. The same request may succeed later. */
const REFUSED_FOR_NOW = [408, 425, 429];

/** Requests a new run. @returns its event stream, or the response to a long poll. @throws as `checkResponse` and `fetchWithin` do */
export async function startRun(
  chat: RunAddress,
  start: RunStart,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Response> {
  const messages = trimToRequestLimits(start.messages);
  const body = JSON.stringify({ id: chat.chatId, ...start, messages });
  const headers = {
    accept: COMPACT_EVENT_STREAM,
    'content-type': 'application/json',
    ...getOwnKeyHeaders(start.model ?? ''),
  };
  const init = { method: 'POST', headers, body, priority: 'low', signal } as const;
  return checkResponse(await fetchWithin(timeoutMs, runUrl(chat), init), body);
}

/**
 * Returns a response with an event stream or a poll's events, or with status 204 if the chat has no run.
 * @param sent the body of a request that starts a run
 * @throws ChatError the refusal of the server, or of a proxy; any other error may be retried
 */
export async function checkResponse(response: Response, sent?: string): Promise<Response> {
  if (!response.ok) throw await readRefusal(response, sent);
  if (isAnsweredByServer(response)) return response;
  void response.body?.cancel();
  throw new Error(`HTTP ${response.status}`);
}

/** Whether a successful response comes from the server: a captive portal or a proxy may send a page, or 204, of its own. */
function isAnsweredByServer(response: Response): boolean {
  if (response.status === 204) return response.headers.get('x-run-state') === 'none';
  return response.headers.has('x-run-id');
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
    // A server that is restarting or cannot reach its run log is treated like one that cannot be reached.
    const isAway = error.code === 'restarting' || error.code === 'log-unavailable';
    if (isAway || (sent === undefined && status >= 500)) return new Error(error.code);
    const message = 'message' in error ? String(error.message) : error.code;
    const runId = headers.get('x-run-id');
    const retryAfterSeconds = Number(headers.get('retry-after'));
    return new ChatError(error.code, message, {
      upstream: error as UpstreamFailure,
      ...(runId ? { runId } : {}),
      ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}),
    });
  }
  if (sent === undefined || status >= 500 || REFUSED_FOR_NOW.includes(status))
    return new Error(`HTTP ${status}`);
  return status === 413
    ? new ChatError('proxy-limit', `${(new Blob([sent]).size / 2 ** 20).toFixed(1)} MB`)
    : new ChatError('proxy-refused', `HTTP ${status}`);
}
