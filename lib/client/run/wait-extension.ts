import 'client-only';
import { type ChatId, chatOfRun } from '#lib/protocol/ids.ts';

/** By how much a reader extends the wait at a time. */
const EXTENSION_MS = 300_000;
const RESPONSE_MS = 25_000;
const RETRY_MS = 2_000;

/**
 * Asks the server to wait five minutes longer for the model of a run. The request is repeated until the server has answered, but
 * not for longer than it asks for. Shares no code with the first load, whose modules would grow by being shared.
 * @returns whether the wait is extended; false also when the run is not live any more
 * @throws the signal's reason when it is aborted
 */
export async function extendWait(chatId: ChatId, runId: string, signal: AbortSignal): Promise<boolean> {
  const init = {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ runId, extendWaitMs: EXTENSION_MS }),
  };
  for (const givesUpAt = performance.now() + EXTENSION_MS; performance.now() < givesUpAt; ) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(RESPONSE_MS)]);
    const response = await fetch(`/api/chats/${chatOfRun(chatId, runId)}/run`, {
      ...init,
      signal: limit,
    }).catch(() => undefined);
    signal.throwIfAborted();
    if (response?.ok) return response.status === 202;
    const isRefusal = response && response.status < 500 && isJson(response); // a proxy's page is not JSON
    if (isRefusal) return false;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    signal.throwIfAborted();
  }
  return false;
}

function isJson({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('application/json') ?? false;
}
