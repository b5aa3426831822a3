import { expect, test, vi } from 'vitest';
import { withModelConnection } from './model-connection.ts';

test('an abort closes the connection even while its reader waits for something else', async () => {
  const abort = new AbortController();
  const cancel = vi.fn(async () => {});
  const read = vi.fn(() => new Promise<never>(() => {}));
  const answer = withModelConnection(async () => ({ next: async () => [], cancel }), read, abort.signal);
  await vi.waitFor(() => expect(read).toHaveBeenCalled());
  const reason = new Error('The server is restarting.');
  abort.abort(reason);
  await expect(answer).rejects.toBe(reason);
  expect(cancel).toHaveBeenCalledWith(reason);
});
