import 'server-only';

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
  const controller = new AbortController();
  let stop = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ended = new Promise<never>((_, reject) => {
    const end = (reason: unknown) => {
      controller.abort(reason);
      reject(reason);
    };
    stop = () => end(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    timer = setTimeout(() => end(new Error(`It did not finish in ${limitMs / 1_000} seconds.`)), limitMs);
  });
  try {
    return await Promise.race([work(controller.signal), ended]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
