import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openLine } from './run-transport.ts';

const RUNNING_KEY = 'runnel.running';

/**
 * Notes that this tab follows a run of a chat, or no longer does: when the page is loaded anew in between, the line to the
 * run is opened first of all, beside the page and its history.
 */
export function noteRunning(chatId: ChatId, running: boolean): void {
  try {
    if (running) sessionStorage.setItem(RUNNING_KEY, chatId);
    else if (sessionStorage.getItem(RUNNING_KEY) === chatId) sessionStorage.removeItem(RUNNING_KEY);
  } catch {
    return; // a browser that keeps nothing opens the line when it has come to it
  }
}

/** The line to the chat's run, when this tab followed it before the page was loaded. Who does not read it lets it go. */
export function openEarlyLine(chatId: ChatId, signal: AbortSignal): Promise<Response> | undefined {
  try {
    if (sessionStorage.getItem(RUNNING_KEY) !== chatId) return undefined;
  } catch {
    return undefined; // as above
  }
  const line = openLine({ chatId }, signal);
  line.catch(() => undefined); // told to who awaits it, whenever that is
  return line;
}

/** Closes a line that nobody reads. */
export function letGo(line: Promise<Response> | undefined): void {
  void line?.then(
    ({ body }) => body?.cancel(),
    () => undefined, // it was never open
  );
}
