import 'server-only';
import { APICallError } from '@ai-sdk/provider';
import { getErrorStatus, isConnectionFailure } from './upstream-failure.ts';

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 8_000;
/** A longer `Retry-After` is not waited for: the error is more useful to the reader. */
const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Returns the delay in milliseconds before a failed request is retried; undefined when a retry is pointless. Failed
 * connections, 408, 409, 429 and 5xx are retried. Obeys `Retry-After` (RFC 9110, 10.2.3: seconds or a date) and OpenAI's
 * `retry-after-ms`; otherwise backs off from 0.5 s, doubling up to 8 s, with jitter.
 * @param retries the number of retries so far.
 */
export function getRetryDelay(cause: unknown, retries: number): number | undefined {
  const status = getErrorStatus(cause);
  if (status === undefined ? !isConnectionFailure(cause) : !isTransient(status)) return undefined;
  const retryAfter = APICallError.isInstance(cause) ? getRetryAfter(cause.responseHeaders ?? {}) : undefined;
  if (retryAfter !== undefined) return retryAfter <= MAX_RETRY_AFTER_MS ? retryAfter : undefined;
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** retries) * (0.5 + Math.random() / 2);
}

function isTransient(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

function getRetryAfter(headers: Record<string, string>): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] || Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const after = headers['retry-after'];
  if (!after) return undefined;
  if (/^\d+$/.test(after)) return Number(after) * 1_000;
  const now = Date.parse(headers.date ?? '') || Date.now(); // on the clock that set the date, if the server tells
  const until = Date.parse(after) - now;
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}
