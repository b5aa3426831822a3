import 'client-only';
import { type MessageRow, openDatabase, toTextRow } from './database.ts';

/** Updates the searchable text of messages. Must run in the transaction that stores the messages. */
export async function saveSearchableTexts(rows: MessageRow[]): Promise<void> {
  const { texts } = openDatabase();
  const messageIds = rows.map(({ id }) => id);
  await texts.bulkDelete(await texts.where('messageId').anyOf(messageIds).primaryKeys());
  await texts.bulkAdd(rows.map(toTextRow));
}
