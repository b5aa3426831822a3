import 'client-only';
import { whenNoAnswerStreams } from './current-chat.ts';

/**
 * Registers the service worker, which caches the app for offline use, and sends it the build of this page and the URLs of the files
 * loaded before it was active. In development it is unregistered instead, because it would cache files that change without a new name. Does nothing
 * in browsers without service workers or over plain HTTP.
 */
export function registerServiceWorker(): void {
  const workers = globalThis.navigator?.serviceWorker;
  if (workers === undefined) return;
  if (process.env.NODE_ENV !== 'production') {
    void workers.getRegistrations().then((present) => present.forEach((worker) => void worker.unregister()));
    return;
  }
  // Some private windows reject the registration. The app then works online only.
  workers.register('/service-worker.js').catch(() => undefined);
  void workers.ready.then(({ active }) => {
    active?.postMessage({ cache: getLoadedFiles() });
    // The whole build is about 3 MB, and would take time from the answer.
    whenNoAnswerStreams(() => active?.postMessage({ build: process.env.BUILD_ID }));
  });
}

/** Returns the URLs of the scripts and styles that this page has loaded. */
function getLoadedFiles(): string[] {
  return performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${location.origin}/_next/static/`));
}
