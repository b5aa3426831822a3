import 'client-only';

/**
 * Registers the service worker, which keeps the page itself for times without a line, and tells it what the page has
 * loaded before the worker was there. In development it is taken away: it would hold on to files that change under the same
 * name. A browser without one, or a page over plain http, goes without.
 */
export function registerServiceWorker(): void {
  const workers = globalThis.navigator?.serviceWorker;
  if (workers === undefined) return;
  if (process.env.NODE_ENV !== 'production') {
    void workers.getRegistrations().then((present) => present.forEach((worker) => void worker.unregister()));
    return;
  }
  // Refused, as in some private windows: the page works as before.
  workers.register('/service-worker.js').catch(() => undefined);
  void workers.ready.then(({ active }) => active?.postMessage({ cache: loadedFiles() }));
}

/** The addresses of the scripts and styles that this page has loaded. */
function loadedFiles(): string[] {
  return performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${location.origin}/_next/static/`));
}
