'use client';
import 'client-only';
import { useEffect, useSyncExternalStore } from 'react';
import { StateStore } from '../chat/state-store.ts';
import { whenIdle } from '../platform/when-idle.ts';

/** A file of this page's build, which a server with another build does not have. */
const OWN_FILE = `/_next/static/${process.env.BUILD_ID}/_buildManifest.js`;
/** A reader who switches between tabs causes no more requests than one in this time. */
const MIN_INTERVAL_MS = 60_000;

const store = new StateStore({ isOut: false });
let checkedAt = Number.NEGATIVE_INFINITY;

/**
 * Whether the server has another build than this page. Asks the server once when a service worker, which may have cached the page, has
 * served it; when the reader comes back to the tab, when the device comes back
 * online, and when a script fails to load: the files of an old build are gone.
 */
export function useNewerBuild(): boolean {
  const { isOut } = useSyncExternalStore(store.subscribe, store.getState, store.getState);
  useEffect(() => {
    if (isOut || process.env.NODE_ENV !== 'production') return;
    const controller = new AbortController();
    const { signal } = controller;
    const onVisibility = () => document.visibilityState === 'visible' && void check(signal);
    const onError = ({ target }: Event) => target instanceof HTMLScriptElement && void check(signal, 0);
    if (navigator.serviceWorker?.controller) whenIdle(() => void check(signal));
    document.addEventListener('visibilitychange', onVisibility, { signal });
    addEventListener('online', () => void check(signal), { signal });
    addEventListener('error', onError, { signal, capture: true }); // the errors of elements do not bubble
    return () => controller.abort();
  }, [isOut]);
  return isOut;
}

async function check(signal: AbortSignal, intervalMs = MIN_INTERVAL_MS): Promise<void> {
  if (performance.now() - checkedAt < intervalMs) return;
  checkedAt = performance.now();
  const response = await fetch(OWN_FILE, { method: 'HEAD', cache: 'no-store', signal }).catch(
    () => undefined,
  );
  // Any other failure says nothing about the build.
  if (response?.status === 404) store.set({ isOut: true });
}
