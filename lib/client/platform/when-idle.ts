import 'client-only';

/** Calls `work` when the browser is idle, at the latest after two seconds. */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 2_000 });
  else setTimeout(work, 200); // Safari has no requestIdleCallback
}
