import 'client-only';
import { type ChatId, newChatId, newMessageId } from '#lib/protocol/ids.ts';
import { type ChatRow, type MessageRow, openDatabase, toTextRow } from '../database.ts';
import { loadMessages } from '../stored-chat.ts';
import { type ArchivedChat, archiveChat } from './archive.ts';
import { readChats } from './read-file.ts';

/**
 * How the chats of a file were imported. `added`: new in this browser. `unchanged`: already here and identical. `copied`:
 * a chat with this id is here but differs, so the file's chat was added under a new id. `omitted`: images and files that the
 * export refers to but does not contain.
 */
export type ImportReport = { added: number; unchanged: number; copied: number; omitted: number };

/** Number of chats processed, and of chats in the file. */
export type ImportProgress = { done: number; total: number };

export type ImportOptions = { signal?: AbortSignal; onProgress?(progress: ImportProgress): void };

/** Between batches of at least this many messages, the signal is checked and progress is reported. */
const BATCH_MESSAGES = 1_000;

/**
 * Imports a file in one transaction, after checking all of it. Chats already in this browser are never changed.
 * @throws TransferError; an error of the database, see `classifyStorageError`; the signal's reason. In each case nothing is
 * stored.
 */
export async function importChats(
  file: Blob,
  { signal, onProgress }: ImportOptions = {},
): Promise<ImportReport> {
  const { chats: archived, omitted } = await readChats(file);
  const database = openDatabase();
  const { chats, messages, texts, graves } = database;
  const total = archived.length;
  onProgress?.({ done: 0, total });
  return database.transaction('rw', chats, messages, texts, graves, async () => {
    await purgeDeletedChats(archived.map(({ id }) => id));
    const importer = new Importer(new Set(await messages.toCollection().primaryKeys()));
    let done = 0;
    for (const batch of splitIntoBatches(archived)) {
      signal?.throwIfAborted();
      await importer.add(batch);
      done += batch.length;
      onProgress?.({ done, total });
    }
    signal?.throwIfAborted();
    return { ...importer.counts, omitted };
  });
}

/** Runs within the transaction of one import. */
class Importer {
  readonly counts = { added: 0, unchanged: 0, copied: 0 };
  readonly #messageIds: Set<string>;
  /** The JSON of each chat in this browser with an id of the file, or undefined if there is none. */
  readonly #present = new Map<ChatId, string | undefined>();

  constructor(messageIds: Set<string>) {
    this.#messageIds = messageIds;
  }

  async add(batch: readonly ArchivedChat[]): Promise<void> {
    await this.#readPresent(batch);
    await storeChats(batch.flatMap((chat) => this.#toStore(normalizeChat(chat)) ?? []));
  }

  /** Returns the chat as it is to be stored, or undefined if it is already here. */
  #toStore(chat: ArchivedChat): ArchivedChat | undefined {
    const json = JSON.stringify(chat);
    const present = this.#present.get(chat.id);
    if (present === json) {
      this.counts.unchanged++;
      return undefined;
    }
    if (present === undefined) this.counts.added++;
    else this.counts.copied++;
    this.#present.set(chat.id, present ?? json); // a file may contain a chat twice
    const collides = present !== undefined || chat.messages.some(({ id }) => this.#messageIds.has(id));
    for (const { id } of chat.messages) this.#messageIds.add(id);
    return collides ? replaceIds(chat, present === undefined ? chat.id : newChatId()) : chat;
  }

  async #readPresent(batch: readonly ArchivedChat[]): Promise<void> {
    const chatIds = [...new Set(batch.map(({ id }) => id))].filter((id) => !this.#present.has(id));
    const rows = await openDatabase().chats.bulkGet(chatIds);
    await Promise.all(
      rows.map(async (chat) => {
        if (chat === undefined) return;
        this.#present.set(chat.id, JSON.stringify(archiveChat(chat, await loadMessages(chat.id))));
      }),
    );
  }
}

function* splitIntoBatches(archived: readonly ArchivedChat[]): Generator<ArchivedChat[]> {
  let batch: ArchivedChat[] = [];
  let size = 0;
  for (const chat of archived) {
    batch.push(chat);
    size += chat.messages.length;
    if (size < BATCH_MESSAGES) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Removes those of the chats that are deleted but not purged yet, because the import restores them. */
async function purgeDeletedChats(chatIds: ChatId[]): Promise<void> {
  const { chats, messages, texts } = openDatabase();
  for (const chat of await chats.bulkGet([...new Set(chatIds)])) {
    if (chat?.deletedAt === undefined) continue;
    await chats.delete(chat.id);
    for (const table of [messages, texts]) await table.where({ chatId: chat.id }).delete();
  }
}

async function storeChats(archived: readonly ArchivedChat[]): Promise<void> {
  const { chats, messages, texts, graves } = openDatabase();
  const rows = archived.flatMap((chat) =>
    chat.messages.map((row): MessageRow => ({ ...row, chatId: chat.id })),
  );
  await graves.bulkDelete(archived.map(({ id }) => id));
  await chats.bulkAdd(archived.map(({ messages: _, ...chat }) => ({ ...chat, listOrder: -chat.updatedAt })));
  await messages.bulkAdd(rows);
  await texts.bulkAdd(rows.map(toTextRow));
}

/** Returns the chat with the fields of an export, in their order, so that its JSON can be compared. */
function normalizeChat({ messages, ...chat }: ArchivedChat): ArchivedChat {
  return archiveChat(chat as ChatRow, messages as MessageRow[]);
}

/** Returns the chat under another id and with new message ids. */
function replaceIds(chat: ArchivedChat, chatId: ChatId): ArchivedChat {
  const ids = new Map(chat.messages.map(({ id }) => [id, newMessageId()]));
  const newIdOf = (id: string) => ids.get(id) ?? id;
  return {
    ...chat,
    id: chatId,
    headId: newIdOf(chat.headId),
    messages: chat.messages.map(({ id, parentId, createdAt, message }) => ({
      id: newIdOf(id),
      parentId: parentId === null ? null : newIdOf(parentId),
      createdAt,
      message: { ...message, id: newIdOf(id) },
    })),
  };
}
