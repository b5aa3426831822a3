import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openConnection } from './run-transport.ts';

const RUNNING_KEY = 'runnel.running';

/**
 * Notes that this tab follows a run of a chat, or no longer does: when the page is loaded anew in between, the connection to the
 * run is opened first of all, beside the page and its history.
 */
export function setRunFollowed(chatId: ChatId, running: boolean): void {
  try {
    if (running) sessionStorage.setItem(RUNNING_KEY, chatId);
    else if (sessionStorage.getItem(RUNNING_KEY) === chatId) sessionStorage.removeItem(RUNNING_KEY);
  } catch {
    return; // a browser that keeps nothing opens the connection when it has come to it
  }
}

/** The connection to the chat's run, when this tab followed it before the page was loaded. Who does not read it lets it go. */
export function openEarlyConnection(chatId: ChatId, signal: AbortSignal): Promise<Response> | undefined {
  try {
    if (sessionStorage.getItem(RUNNING_KEY) !== chatId) return undefined;
  } catch {
    return undefined; // as above
  }
  const connection = openConnection({ chatId }, signal);
  connection.catch(() => undefined); // told to who awaits it, whenever that is
  return connection;
}

/** Closes a connection that nobody reads. */
export function discardConnection(connection: Promise<Response> | undefined): void {
  void connection?.then(
    ({ body }) => body?.cancel(),
    () => undefined, // it was never open
  );
}
