import 'client-only';
import { Drafts } from '../composer/drafts.ts';
import { openDatabase } from './database.ts';

/**
 * Deletes all chats permanently, with their drafts. Settings and prompts stay. So do the ids of the chats, so that a tab
 * that still shows one of them cannot save it again.
 */
export async function deleteEverything(): Promise<void> {
  const database = openDatabase();
  const { chats, messages, texts, queue, graves } = database;
  const ids = await database.transaction('rw', chats, messages, texts, queue, graves, async () => {
    const found = (await chats.toArray()).map(({ id }) => id);
    await graves.bulkPut(found.map((id) => ({ id })));
    for (const table of [chats, messages, texts, queue]) await table.clear();
    return found;
  });
  const drafts = new Drafts();
  for (const id of [...ids, 'new' as const]) drafts.clear(id);
}
