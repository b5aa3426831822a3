import 'client-only';

const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/**
 * Waits before a further attempt to connect: not at all the first time, then 0.25 s doubling to 5 s, with jitter, so that
 * a server that comes back is not met by everyone at once. Ends early when the device is online again or the tab is seen.
 * @throws the signal's reason when it is aborted.
 */
export function waitForLine(attempt: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  if (attempt === 0) return Promise.resolve();
  const milliseconds = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(resolve), milliseconds);
    const now = () => settle(resolve);
    const seen = () => document.visibilityState === 'visible' && settle(resolve);
    const abort = () => settle(() => reject(signal.reason));
    const settle = (then: () => void) => {
      clearTimeout(timer);
      globalThis.removeEventListener('online', now);
      globalThis.document?.removeEventListener('visibilitychange', seen);
      signal.removeEventListener('abort', abort);
      then();
    };
    globalThis.addEventListener('online', now);
    globalThis.document?.addEventListener('visibilitychange', seen);
    signal.addEventListener('abort', abort, { once: true });
  });
}
