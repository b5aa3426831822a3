import 'client-only';

const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/**
 * Waits before a further attempt to connect: not at all the first time, then 0.25 s doubling to 5 s, with jitter, so that
 * a server that comes back is not met by everyone at once. Ends early when the device is online again or the tab is seen.
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

/** Calls `listener` when the device is online again, or the tab is seen. Gives back what takes the listener off. */
export function onOnlineOrVisible(listener: () => void): () => void {
  const seen = () => document.visibilityState === 'visible' && listener();
  globalThis.addEventListener('online', listener);
  globalThis.document?.addEventListener('visibilitychange', seen);
  return () => {
    globalThis.removeEventListener('online', listener);
    globalThis.document?.removeEventListener('visibilitychange', seen);
  };
}
