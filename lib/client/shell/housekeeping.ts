import 'client-only';
import { Drafts } from '../composer/drafts.ts';
import { purgeDeleted } from '../history/chats/chats.ts';
import { openDatabase } from '../history/database.ts';
import { requestPersistenceIfDue } from '../history/storage.ts';
import { updateThemeColor } from './preferences.ts';
import { registerServiceWorker } from './service-worker.ts';

let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * What is to be done once a page, when it has nothing better to do: what was deleted is ended for good, the browser is asked
 * to keep the chats when there is something to lose, and the page is made ready for a time without a line.
 */
export async function startHousekeeping(): Promise<void> {
  updateThemeColor();
  registerServiceWorker();
  await purgeExpiredChats();
  try {
    await requestPersistenceIfDue(await openDatabase().chats.orderBy('listOrder').count());
  } catch {
    return; // a browser that keeps nothing: the chat says so when it matters
  }
}

/** Ends for good what can no longer be brought back, now and when the next undo has run out. Never rejects. */
export async function purgeExpiredChats(): Promise<void> {
  clearTimeout(timer);
  const drafts = new Drafts();
  try {
    const waitMs = await purgeDeleted((chatId) => drafts.clear(chatId));
    if (waitMs !== undefined) timer = setTimeout(() => void purgeExpiredChats(), waitMs);
  } catch {
    return; // as above
  }
}
