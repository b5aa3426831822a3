import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openConnection } from './run-connection.ts';

const RUNNING_KEY = 'runnel.running';

/**
 * Records whether this tab follows a run of the chat. If the page is reloaded during the run, the new page connects to the run
 * first, in parallel with loading its code and reading its history.
 */
export function setRunFollowed(chatId: ChatId, followed: boolean): void {
  try {
    if (followed) sessionStorage.setItem(RUNNING_KEY, chatId);
    else if (sessionStorage.getItem(RUNNING_KEY) === chatId) sessionStorage.removeItem(RUNNING_KEY);
  } catch {
    // Without session storage the next page connects after it has read its history.
  }
}

/** Connects to the chat's run, if this tab followed it before it was reloaded. Read the connection or discard it. */
export function openEarlyConnection(chatId: ChatId, signal: AbortSignal): Promise<Response> | undefined {
  try {
    if (sessionStorage.getItem(RUNNING_KEY) !== chatId) return undefined;
  } catch {
    return undefined; // session storage is blocked
  }
  const connection = openConnection({ chatId }, signal);
  connection.catch(() => undefined); // whoever awaits the connection handles the error
  return connection;
}

/** Closes a connection that is not going to be read. */
export function discardConnection(connection: Promise<Response> | undefined): void {
  void connection?.then(
    ({ body }) => body?.cancel(),
    () => undefined, // it never opened
  );
}
