import 'client-only';
import { type ChatId, newChatId, newMessageId } from '#lib/protocol/ids.ts';
import { type ChatRow, type MessageRow, openDatabase } from '../database.ts';
import { toPlainText } from '../plain-text.ts';
import { type ArchivedChat, archiveChat, withId } from './archive.ts';
import { readChats } from './read-file.ts';

/**
 * What became of the chats of a file. `added`: new here. `unchanged`: here already, the same to the last character.
 * `copied`: another state of a chat that is here; it stands beside that one. `omitted`: files that the export has elsewhere.
 */
export type ImportReport = { added: number; unchanged: number; copied: number; omitted: number };

/** How far an import is: of all chats of the file, how many were seen to. */
export type ImportProgress = { done: number; total: number };

export type ImportOptions = { signal?: AbortSignal; onProgress?(progress: ImportProgress): void };

/** So many messages are stored between one look at the signal and the next, with a word about how far it is. */
const MESSAGES_AT_ONCE = 1_000;

/**
 * Imports a file, whole or not at all: it is checked first, then stored in one transaction. A chat that is here is never
 * changed by an import.
 * @throws TransferError; what the database says, see `classifyStorageError`; the signal's reason, and nothing was stored
 */
export async function importChats(
  file: Blob,
  { signal, onProgress }: ImportOptions = {},
): Promise<ImportReport> {
  const { chats: archived, omitted } = await readChats(file);
  const { chats, messages, texts, graves } = openDatabase();
  const report: ImportReport = { added: 0, unchanged: 0, copied: 0, omitted };
  const total = archived.length;
  onProgress?.({ done: 0, total });
  await openDatabase().transaction('rw', chats, messages, texts, graves, async () => {
    await makeWay(archived.map(({ id }) => id));
    const taken = new Set(await messages.toCollection().primaryKeys());
    const present = new Map<ChatId, string | undefined>();
    let done = 0;
    for (const batch of batchesOf(archived)) {
      signal?.throwIfAborted();
      await readPresent(batch, present);
      const wanted: ArchivedChat[] = [];
      for (const chat of batch.map(ordered)) {
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
      done += batch.length;
      onProgress?.({ done, total });
    }
    signal?.throwIfAborted();
  });
  return report;
}

function* batchesOf(archived: readonly ArchivedChat[]): Generator<ArchivedChat[]> {
  let batch: ArchivedChat[] = [];
  let size = 0;
  for (const chat of archived) {
    batch.push(chat);
    size += chat.messages.length;
    if (size < MESSAGES_AT_ONCE) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Ends for good those of the chats that wait to be purged: whoever imports them wants them back. */
async function makeWay(chatIds: ChatId[]): Promise<void> {
  const { chats, messages, texts } = openDatabase();
  for (const chat of await chats.bulkGet([...new Set(chatIds)])) {
    if (chat?.deletedAt === undefined) continue;
    await chats.delete(chat.id);
    for (const table of [messages, texts]) await table.where({ chatId: chat.id }).delete();
  }
}

/** Brings into `present` what is here under the ids of these chats, each as an export has it; what it has is not read again. */
async function readPresent(
  batch: readonly ArchivedChat[],
  present: Map<ChatId, string | undefined>,
): Promise<void> {
  const { chats, messages } = openDatabase();
  const chatIds = [...new Set(batch.map(({ id }) => id))].filter((id) => !present.has(id));
  const rows = await chats.bulkGet(chatIds);
  await Promise.all(
    rows.map(async (chat) => {
      if (chat === undefined) return;
      const tree = await messages.where({ chatId: chat.id }).toArray();
      present.set(chat.id, JSON.stringify(archiveChat(chat, tree)));
    }),
  );
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
    rows.map(({ id, chatId, message }) => ({ messageId: id, chatId, text: toPlainText(message) })),
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
