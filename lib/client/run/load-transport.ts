import 'client-only';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { backOff } from './reconnect-backoff.ts';

/** The code that reads the stream of a run. It is not part of the first load, and fetched right after it. */
export const transportCode = lazyValue(() => import('./run-transport.ts'));

/** Loads the transport. Tries again with backoff, as for a connection. @throws the signal's reason when it is aborted */
export async function loadTransport(signal: AbortSignal): Promise<typeof import('./run-transport.ts')> {
  for (let attempt = 0; ; attempt++) {
    await backOff(attempt, signal);
    try {
      return await transportCode.load();
    } catch {
      signal.throwIfAborted();
    }
  }
}
