import 'client-only';
import { type MessageRow, openDatabase } from './database.ts';
import { toPlainText } from './plain-text.ts';

/** Puts the words of messages where the search finds them. Belongs into the transaction that stores the messages. */
export async function saveSearchableTexts(rows: MessageRow[]): Promise<void> {
  const { texts } = openDatabase();
  const messageIds = rows.map(({ id }) => id);
  await texts.bulkDelete(await texts.where('messageId').anyOf(messageIds).primaryKeys());
  await texts.bulkAdd(
    rows.map(({ id, chatId, message }) => ({ messageId: id, chatId, text: toPlainText(message) })),
  );
}
