import 'server-only';
import { LinkedAbort } from '../platform/linked-abort.ts';

/**
 * What `work` gives, unless `signal` is aborted or `limitMs` are over first. Both abort the signal that `work` gets, and
 * neither waits for it: a tool that does not listen must not hold up its run.
 * @throws the signal's reason, or an error that says that the time was over.
 */
export async function withTimeLimit<Result>(
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const call = new LinkedAbort(signal);
  const aborted = new Promise<never>((_, reject) => {
    call.signal.addEventListener('abort', () => reject(call.signal.reason), { once: true });
  });
  const expire = () => call.abort(new Error(`It did not finish in ${limitMs / 1_000} seconds.`));
  const timer = setTimeout(expire, limitMs);
  try {
    return await Promise.race([work(call.signal), aborted]);
  } finally {
    clearTimeout(timer);
    call.unlink();
  }
}
