import 'server-only';
import { APICallError } from '@ai-sdk/provider';
import { isConnectionFailure } from './upstream-failure.ts';

const FIRST_MS = 500;
const LONGEST_MS = 8_000;
/** A model's server that wants more patience than this is told of as it is: nobody looks at a page that long. */
const MOST_PATIENCE_MS = 60_000;

/**
 * How long to wait, in milliseconds, before a model that failed is asked again; undefined when asking again is of no use.
 * Worth it: a connection that failed, 408, 409, 429 and 5xx. `Retry-After` (RFC 9110, 10.2.3: seconds or a date) and
 * OpenAI's `retry-after-ms` are obeyed; else it is 0.5 s doubling to 8 s, with jitter.
 * @param retries how often it was asked again before.
 */
export function getRetryDelay(cause: unknown, retries: number): number | undefined {
  const status = statusOf(cause);
  if (status === undefined ? !isConnectionFailure(cause) : !isPassing(status)) return undefined;
  const wanted = APICallError.isInstance(cause) ? wantedDelay(cause.responseHeaders ?? {}) : undefined;
  if (wanted !== undefined) return wanted <= MOST_PATIENCE_MS ? wanted : undefined;
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** retries) * (0.5 + Math.random() / 2);
}

/** The HTTP status of a refusal, also of one that came in the stream: OpenRouter's `{"error":{"code":429}}`. */
function statusOf(cause: unknown): number | undefined {
  if (APICallError.isInstance(cause)) return cause.statusCode;
  const reported = cause instanceof Error ? cause.cause : undefined;
  if (typeof reported !== 'object' || reported === null || !('code' in reported)) return undefined;
  return typeof reported.code === 'number' ? reported.code : undefined;
}

function isPassing(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

function wantedDelay(headers: Record<string, string>): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] || Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const after = headers['retry-after'];
  if (!after) return undefined;
  const until = /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - Date.now();
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}
