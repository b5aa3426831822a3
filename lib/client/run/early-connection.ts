import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { requestRun } from './run-request.ts';

const RUNNING_KEY = 'runnel.running';

/** A connection that was opened before the chat was read from the history. Read it, or discard it. */
export type EarlyConnection = { runId: string; response: Promise<Response>; discard(): void };

/**
 * Records which run of the chat this tab follows, if any. If the page is reloaded during the run, the new page connects to the
 * run first, in parallel with loading its code and reading its history.
 */
export function setFollowedRun(chatId: ChatId, runId: string | undefined): void {
  try {
    if (runId !== undefined) sessionStorage.setItem(RUNNING_KEY, `${chatId}/${runId}`);
    else if (sessionStorage.getItem(RUNNING_KEY)?.startsWith(`${chatId}/`))
      sessionStorage.removeItem(RUNNING_KEY);
  } catch {
    // Without session storage the next page connects after it has read its history.
  }
}

/** Connects to the run that this tab followed in the chat before it was reloaded. */
export function openEarlyConnection(chatId: ChatId): EarlyConnection | undefined {
  const runId = readFollowedRun(chatId);
  if (runId === undefined) return undefined;
  const unwanted = new AbortController();
  const response = requestRun({ chatId, runId }, unwanted.signal);
  response.catch(() => undefined); // whoever awaits the connection handles the error
  const discard = () => {
    unwanted.abort();
    void response.then(
      ({ body }) => body?.cancel(),
      () => undefined, // it never opened
    );
  };
  return { runId, response, discard };
}

function readFollowedRun(chatId: ChatId): string | undefined {
  try {
    const [followedChatId, runId] = sessionStorage.getItem(RUNNING_KEY)?.split('/') ?? [];
    return followedChatId === chatId ? runId : undefined;
  } catch {
    return undefined; // session storage is blocked
  }
}
