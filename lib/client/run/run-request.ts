import 'client-only';
import { type ChatId, chatOfRun } from '#lib/protocol/ids.ts';
import { COMPACT_EVENT_STREAM } from '#lib/protocol/stream/event-frames.ts';

export type RunAddress = {
  chatId: ChatId;
  /** The path of the chats' runs; Runnel's own by default. */
  api?: string | undefined;
  /** The run that the request is about; the chat's latest when undefined. */
  runId?: string | undefined;
  /** With a long poll instead of a stream. */
  polls?: boolean;
};

/** A position in a run of a chat. */
export type RunRequest = RunAddress & {
  /** The number of the last event of that run that has arrived. */
  after?: number;
  /** Among the requests that wait for one of the browser's connections. Streams are `low`, unless their end is near. */
  priority?: RequestPriority;
};

/** The run that a stop names. */
export type StoppedRun = RunAddress & { runId: string };

/** The server sends a heartbeat every 10 s, so a connection that is silent for longer than two of them is dead. */
export const SILENCE_MS = 25_000;

/** The server has not responded in time. */
export class NoResponseError extends Error {
  override readonly name = 'NoResponseError';
}

export function runUrl({ chatId, api = '/api/chats', runId, polls }: RunAddress): string {
  return `${api}/${chatOfRun(chatId, runId)}/run${polls ? '?wait=10' : ''}`; // as long as a heartbeat takes
}

/**
 * Requests the events of a run, with a stream or a long poll. The position is in the URL, because some proxies strip `Last-Event-ID`.
 * @throws as `fetchWithin` does
 */
export function requestRun(
  { after = 0, priority = 'low', ...run }: RunRequest,
  signal: AbortSignal,
  timeoutMs = SILENCE_MS,
): Promise<Response> {
  const { runId } = run;
  const mark = run.polls ? '&' : '?';
  const position = after > 0 ? `after=${runId}:${after}` : `runId=${runId}`;
  const query = runId === undefined ? '' : mark + position;
  const headers = { accept: COMPACT_EVENT_STREAM };
  return fetchWithin(timeoutMs, runUrl(run) + query, { cache: 'no-store', headers, priority, signal });
}

/** Asks the server once to stop a run. @returns whether the server has confirmed that the run is not live any more */
export async function sendStop(run: StoppedRun): Promise<boolean> {
  const url = `${runUrl(run)}?runId=${run.runId}`;
  const response = await fetchWithin(SILENCE_MS, url, { method: 'DELETE' });
  if (response.ok || response.status >= 500) return response.ok;
  const body: unknown = await response.json().catch(() => undefined); // a proxy's page is not JSON
  return typeof body === 'object' && body !== null && 'error' in body;
}

/**
 * Fetches, and gives up if the response has not begun within `timeoutMs`: the server responds at once, whatever the model does.
 * @throws NoResponseError; the signal's reason when it is aborted; what `fetch` throws
 */
export async function fetchWithin(
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
