import 'client-only';
import { whenIdle } from '../platform/when-idle.ts';

/**
 * Keeps the screen from dimming while the page is visible. Browsers release the lock of a hidden page, so it is requested again.
 * Does nothing where there is no Screen Wake Lock API, or where it is refused, as with a low battery.
 * @returns a function that lets the screen turn off again
 */
export function keepScreenOn(): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const request = async () => {
    if (signal.aborted || document.visibilityState !== 'visible') return;
    const lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (lock === undefined) return;
    if (signal.aborted) await lock.release();
    else signal.addEventListener('abort', () => void lock.release(), { once: true });
  };
  document.addEventListener('visibilitychange', () => void request(), { signal });
  whenIdle(() => void request());
  return () => controller.abort();
}
