import 'server-only';
import type { AnswerReader } from '../models/model.ts';

/**
 * Opens a connection to a model, lets `read` read the answer, and closes the connection however that ends.
 * @param signal closes the connection as soon as it is aborted, even if the model's stream does not watch it itself.
 * @throws what `open` and `read` throw; the reason of `signal` when it is aborted before the answer begins.
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
  signal.addEventListener('abort', close, { once: true });
  try {
    signal.throwIfAborted();
    return await read(reader);
  } finally {
    signal.removeEventListener('abort', close);
    await close();
  }
}
