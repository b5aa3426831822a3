import 'client-only';

/**
 * Does `work` while no other tab of this browser does work of this name; waits for one that does. When a tab goes away in
 * the middle of it, the next one has its turn. Does nothing when `closed` is aborted first.
 */
export async function withTabLock(
  name: string,
  closed: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  if (closed.aborted) return;
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (locks === undefined) return work(); // a page that came over plain http has none
  try {
    await locks.request(name, { signal: closed }, work);
  } catch (error) {
    if (!closed.aborted) throw error;
  }
}
