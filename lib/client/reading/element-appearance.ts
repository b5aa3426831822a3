import 'client-only';

const LONGEST_WAIT_MS = 10_000;

/**
 * Waits for the element with this id: older messages of a long chat are mounted when the browser is idle.
 * @returns null when it does not appear within ten seconds
 * @throws the signal's reason when it is aborted.
 */
export function waitForElement(id: string, signal: AbortSignal): Promise<HTMLElement | null> {
  const present = document.getElementById(id);
  if (present) return Promise.resolve(present);
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      observer.disconnect();
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      then();
    };
    const abort = () => settle(() => reject(signal.reason));
    const observer = new MutationObserver(() => {
      const element = document.getElementById(id);
      if (element) settle(() => resolve(element));
    });
    const timer = setTimeout(() => settle(() => resolve(null)), LONGEST_WAIT_MS);
    observer.observe(document.body, { childList: true, subtree: true });
    signal.addEventListener('abort', abort, { once: true });
  });
}
