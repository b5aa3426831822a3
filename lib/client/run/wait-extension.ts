import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { backOff } from './reconnect-backoff.ts';
import { fetchWithin, isAnswerOfServer, runUrl, SILENCE_MS } from './run-request.ts';

/** By how much a reader extends the wait at a time. */
const EXTENSION_MS = 300_000;

/**
 * Asks the server to wait five minutes longer for the model of a run. The request is repeated with backoff until the server
 * has answered, but not for longer than it asks for.
 * @returns whether the wait is extended; false also when the run is not live any more
 * @throws the signal's reason when it is aborted
 */
export async function extendWait(chatId: ChatId, runId: string, signal: AbortSignal): Promise<boolean> {
  const init = {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ runId, extendWaitMs: EXTENSION_MS }),
    signal,
  };
  const givesUpAt = performance.now() + EXTENSION_MS;
  for (let attempt = 0; performance.now() < givesUpAt; attempt++) {
    await backOff(attempt, signal);
    const response = await fetchWithin(SILENCE_MS, runUrl({ chatId }), init).catch(() => undefined);
    signal.throwIfAborted();
    if (response && (await isAnswerOfServer(response))) return response.status === 202;
  }
  return false;
}
