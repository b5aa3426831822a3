import 'client-only';

const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/**
 * Waits before attempt number `attempt` to connect: 0 does not wait; from 1 the wait doubles from 0.25 s to 5 s, with jitter so
 * that the clients of a restarted server do not all reconnect at once. The wait ends early when the device comes back online
 * or the tab becomes visible.
 * @throws the signal's reason when it is aborted.
 */
export function backOff(attempt: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  if (attempt === 0) return Promise.resolve();
  const milliseconds = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(resolve), milliseconds);
    const abort = () => settle(() => reject(signal.reason));
    const stopListening = onOnlineOrVisible(() => settle(resolve));
    const settle = (then: () => void) => {
      clearTimeout(timer);
      stopListening();
      signal.removeEventListener('abort', abort);
      then();
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** Calls `listener` whenever the device comes back online or the tab becomes visible. @returns a function that stops this */
export function onOnlineOrVisible(listener: () => void): () => void {
  const onVisibility = () => document.visibilityState === 'visible' && listener();
  globalThis.addEventListener('online', listener);
  globalThis.document?.addEventListener('visibilitychange', onVisibility);
  return () => {
    globalThis.removeEventListener('online', listener);
    globalThis.document?.removeEventListener('visibilitychange', onVisibility);
  };
}
