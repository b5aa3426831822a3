import 'server-only';

const INTERVAL_MS = 20_000;
/** The protocol counts its intervals from here. */
const EPOCH_MS = Date.UTC(2024, 9, 9);
const MOST_JITTER = 180;

/**
 * The cursor of a live response: the number of the current interval, so that a cache gives all clients the same response for a while.
 * Greater than the cursor that the client has sent, so that it never gets a cached response again.
 */
export function createCursor({ searchParams }: URL, now = Date.now()): string {
  const interval = Math.floor((now - EPOCH_MS) / INTERVAL_MS);
  const known = Number.parseInt(searchParams.get('cursor') ?? '', 10);
  if (!(known >= interval)) return String(interval);
  return String(known + 1 + Math.floor(Math.random() * MOST_JITTER));
}
