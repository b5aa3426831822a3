import 'client-only';

/**
 * Runs `work` under a lock shared by all tabs of this browser. The lock is released if its tab is closed. Does nothing if
 * `closed` is aborted before the lock is granted.
 */
export async function withTabLock(
  name: string,
  closed: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  if (closed.aborted) return;
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (locks === undefined) return work(); // unavailable over plain HTTP
  try {
    await locks.request(name, { signal: closed }, work);
  } catch (error) {
    if (!closed.aborted) throw error;
  }
}
