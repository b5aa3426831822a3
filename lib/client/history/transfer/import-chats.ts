import 'client-only';
import { type ChatId, newChatId, newMessageId } from '#lib/protocol/ids.ts';
import { type ChatRow, type MessageRow, openDatabase } from '../database.ts';
import { plainText } from '../plain-text.ts';
import { type ArchivedChat, archiveChat, withId } from './archive.ts';
import { readChats } from './read-file.ts';

/**
 * What became of the chats of a file. `added`: new here. `unchanged`: here already, the same to the last character.
 * `copied`: another state of a chat that is here; it stands beside that one. `omitted`: files that the export has elsewhere.
 */
export type ImportReport = { added: number; unchanged: number; copied: number; omitted: number };

/**
 * Imports a file, whole or not at all: it is checked first, then stored in one transaction. A chat that is here is never
 * changed by an import.
 * @throws TransferError; or what the database says, see `storageTrouble`
 */
export async function importChats(file: Blob): Promise<ImportReport> {
  const { chats: archived, omitted } = await readChats(file);
  const database = openDatabase();
  const { chats, messages, texts, graves } = database;
  const report: ImportReport = { added: 0, unchanged: 0, copied: 0, omitted };
  await database.transaction('rw', chats, messages, texts, graves, async () => {
    for (const chat of archived.map(ordered)) {
      const present = await presentChat(chat.id);
      if (present && JSON.stringify(present) === JSON.stringify(chat)) {
        report.unchanged++;
        continue;
      }
      const taken = (await messages.bulkGet(chat.messages.map(({ id }) => id))).some(
        (row) => row !== undefined,
      );
      if (present) report.copied++;
      else report.added++;
      await store(present || taken ? renamed(chat, present ? newChatId() : chat.id) : chat);
    }
  });
  return report;
}

/** The chat of this id as an export would have it. One that waits to be purged is purged. */
async function presentChat(chatId: ChatId): Promise<ArchivedChat | undefined> {
  const { chats, messages, texts } = openDatabase();
  const chat = await chats.get(chatId);
  if (chat === undefined) return undefined;
  if (chat.deletedAt === undefined) return archiveChat(chat, await messages.where({ chatId }).toArray());
  await chats.delete(chatId);
  for (const table of [messages, texts]) await table.where({ chatId }).delete();
  return undefined;
}

async function store({ messages: archived, ...chat }: ArchivedChat): Promise<void> {
  const { chats, messages, texts, graves } = openDatabase();
  await graves.delete(chat.id);
  await chats.add({ ...chat, listOrder: -chat.updatedAt });
  await messages.bulkAdd(archived.map((row) => ({ ...row, chatId: chat.id })));
  await texts.bulkAdd(
    archived.map(({ id, message }) => ({ messageId: id, chatId: chat.id, text: plainText(message) })),
  );
}

/** The chat with its fields in the order in which an export has them, and no others. */
function ordered({ messages, ...chat }: ArchivedChat): ArchivedChat {
  return archiveChat(chat as ChatRow, messages as MessageRow[]);
}

/** The same tree under ids of its own. */
function renamed(chat: ArchivedChat, chatId: ChatId): ArchivedChat {
  const ids = new Map(chat.messages.map(({ id }) => [id, newMessageId()]));
  const idOf = (id: string) => ids.get(id) ?? id;
  return {
    ...chat,
    id: chatId,
    headId: idOf(chat.headId),
    messages: chat.messages.map(({ id, parentId, createdAt, message }) => ({
      id: idOf(id),
      parentId: parentId === null ? null : idOf(parentId),
      createdAt,
      message: withId(message, idOf(id)),
    })),
  };
}
