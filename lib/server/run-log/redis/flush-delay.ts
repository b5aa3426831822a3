import 'server-only';

/** Milliseconds between flushes while another server reads the run, while none does, and without new events. */
const WATCHED_FLUSH_MS = 25;
const UNWATCHED_FLUSH_MS = 250;
const HEARTBEAT_MS = 500;
/** Backoff while Redis is unreachable: doubles from the minimum to the maximum. */
const MIN_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 1_000;

/** Milliseconds from one flush to the next. */
export function getFlushIntervalMs({
  isWatched,
  hasEvents,
}: {
  isWatched: boolean;
  hasEvents: boolean;
}): number {
  if (!hasEvents) return HEARTBEAT_MS;
  return isWatched ? WATCHED_FLUSH_MS : UNWATCHED_FLUSH_MS;
}

/** Milliseconds to wait after so many consecutive failures to reach Redis. */
export function getFlushBackoffMs(failures: number): number {
  return Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** (failures - 1));
}
