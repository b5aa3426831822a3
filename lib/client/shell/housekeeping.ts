import 'client-only';
import { Drafts } from '../composer/drafts.ts';
import { purgeDeleted } from '../history/chats/chats.ts';
import { openDatabase } from '../history/database.ts';
import { requestPersistenceIfDue } from '../history/storage.ts';
import { deleteRunsOf } from '../recording/recording-store.ts';
import { registerServiceWorker } from './service-worker.ts';
import { updateThemeColor } from './theme.ts';

let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Runs the maintenance of one page load: registers the service worker, purges deleted chats and requests persistent storage.
 * Call it when the page is idle. Never rejects.
 */
export async function startHousekeeping(): Promise<void> {
  updateThemeColor();
  registerServiceWorker();
  await purgeExpiredChats();
  try {
    await requestPersistenceIfDue(await openDatabase().chats.orderBy('listOrder').count());
  } catch {
    return; // the chat reports storage problems
  }
}

/** Purges the deleted chats whose undo period has ended, and schedules the next purge. Never rejects. */
export async function purgeExpiredChats(): Promise<void> {
  clearTimeout(timer);
  const drafts = new Drafts();
  try {
    const waitMs = await purgeDeleted((chatId) => {
      drafts.clear(chatId);
      deleteRunsOf(chatId).catch(() => undefined); // the oldest go anyway
    });
    if (waitMs !== undefined) timer = setTimeout(() => void purgeExpiredChats(), waitMs);
  } catch {
    return; // as above
  }
}
