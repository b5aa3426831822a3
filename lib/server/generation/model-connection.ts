import 'server-only';
import type { AnswerReader } from '../models/model.ts';

/**
 * Opens a connection to a model, lets `read` read the answer, and closes the connection however that ends.
 * @param signal closes the connection as soon as it is aborted, even if the model's stream does not watch it itself, or `read`
 *   waits for something else, such as a client that does not read.
 * @throws what `open` and `read` throw; the reason of `signal` when it is aborted.
 */
export async function withModelConnection<Part, Result>(
  open: () => Promise<AnswerReader<Part>>,
  read: (reader: AnswerReader<Part>) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  signal.throwIfAborted();
  const reader = await open();
  // The stream may have failed already, which `read` reports.
  const close = () => reader.cancel(signal.reason).catch(() => undefined);
  const aborted = Promise.withResolvers<never>();
  const abort = () => {
    void close();
    aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([read(reader), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    await close();
  }
}
