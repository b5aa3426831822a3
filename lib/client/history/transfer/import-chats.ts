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
  const { chats, messages, texts, graves } = openDatabase();
  const report: ImportReport = { added: 0, unchanged: 0, copied: 0, omitted };
  await openDatabase().transaction('rw', chats, messages, texts, graves, async () => {
    const present = await presentChats(archived.map(({ id }) => id));
    const taken = await takenIds(archived);
    const wanted: ArchivedChat[] = [];
    for (const chat of archived.map(ordered)) {
      const json = JSON.stringify(chat);
      const here = present.get(chat.id);
      if (here === json) {
        report.unchanged++;
        continue;
      }
      if (here === undefined) report.added++;
      else report.copied++;
      present.set(chat.id, here ?? json); // a file may have a chat twice
      const needsIds = here !== undefined || chat.messages.some(({ id }) => taken.has(id));
      wanted.push(needsIds ? renamed(chat, here === undefined ? chat.id : newChatId()) : chat);
      for (const { id } of chat.messages) taken.add(id);
    }
    await store(wanted);
  });
  return report;
}

/** The chats that are here, each as an export has it. Those that wait to be purged are purged. */
async function presentChats(chatIds: ChatId[]): Promise<Map<ChatId, string>> {
  const { chats, messages, texts } = openDatabase();
  const present = new Map<ChatId, string>();
  for (const chat of await chats.bulkGet([...new Set(chatIds)])) {
    if (chat === undefined) continue;
    const ofChat = { chatId: chat.id };
    if (chat.deletedAt === undefined) {
      present.set(chat.id, JSON.stringify(archiveChat(chat, await messages.where(ofChat).toArray())));
    } else {
      await chats.delete(chat.id);
      for (const table of [messages, texts]) await table.where(ofChat).delete();
    }
  }
  return present;
}

/** Ids of the file's messages that messages here have already. */
async function takenIds(archived: readonly ArchivedChat[]): Promise<Set<string>> {
  const ids = archived.flatMap((chat) => chat.messages.map(({ id }) => id));
  return new Set(await openDatabase().messages.where('id').anyOf(ids).primaryKeys());
}

async function store(archived: readonly ArchivedChat[]): Promise<void> {
  const { chats, messages, texts, graves } = openDatabase();
  const rows = archived.flatMap((chat) =>
    chat.messages.map((row): MessageRow => ({ ...row, chatId: chat.id })),
  );
  await graves.bulkDelete(archived.map(({ id }) => id));
  await chats.bulkAdd(archived.map(({ messages: _, ...chat }) => ({ ...chat, listOrder: -chat.updatedAt })));
  await messages.bulkAdd(rows);
  await texts.bulkAdd(
    rows.map(({ id, chatId, message }) => ({ messageId: id, chatId, text: plainText(message) })),
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
