import 'server-only';
import { LinkedAbort } from '../platform/linked-abort.ts';

/**
 * Returns the result of `work`, unless `signal` is aborted or `limitMs` milliseconds pass first. Both abort the signal passed
 * to `work` without waiting for it, so that a tool that ignores its signal does not delay the run.
 * @throws the signal's reason, or an error that names the time limit.
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
