import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { type ChatRow, openDatabase } from '../database.ts';
import { HistoryError } from '../history-error.ts';

/** How long a deleted chat can be restored. */
export const UNDO_MS = 10_000;
const MAX_TITLE_LENGTH = 200;

/**
 * Sets the title that a person chose, which a model's title never replaces. An empty title is ignored.
 * @throws HistoryError `chat-unknown`
 */
export async function renameChat(chatId: ChatId, title: string): Promise<void> {
  const clean = title.replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE_LENGTH);
  if (clean === '') return;
  await change(chatId, () => ({ title: clean, titledBy: 'person' }));
}

/**
 * Returns whether the caller should ask a model for a title, and records that it does. True at most once per chat across
 * all tabs, and never if a person named the chat.
 * @throws HistoryError `chat-unknown`
 */
export async function claimTitle(chatId: ChatId): Promise<boolean> {
  let isClaimed = false;
  await change(chatId, ({ titledBy, titleAsked = false, deletedAt }) => {
    isClaimed = titledBy === undefined && !titleAsked && deletedAt === undefined;
    return isClaimed ? { titleAsked: true } : {};
  });
  return isClaimed;
}

/** Sets a title from a model, unless a person has named the chat. */
export async function suggestTitle(chatId: ChatId, title: string): Promise<void> {
  await change(chatId, (chat) => (chat.titledBy === 'person' ? {} : { title, titledBy: 'model' }));
}

/** Pins a chat to the top of the list, the most recently pinned first. */
export async function pinChat(chatId: ChatId): Promise<void> {
  await change(chatId, () => ({ pinnedAt: Date.now() }));
}

export async function unpinChat(chatId: ChatId): Promise<void> {
  await change(chatId, () => ({ pinnedAt: undefined }));
}

/** Removes a chat from the list. It can be restored until `purgeDeleted` removes it permanently. */
export async function deleteChat(chatId: ChatId): Promise<void> {
  await change(chatId, () => ({ deletedAt: Date.now(), listOrder: undefined }));
}

/** Restores a deleted chat. @throws HistoryError `chat-unknown` if it has been purged */
export async function restoreChat(chatId: ChatId): Promise<void> {
  await change(chatId, ({ updatedAt }) => ({ deletedAt: undefined, listOrder: -updatedAt }));
}

/** Removes all chats from the list. They can be restored like a single one. @returns their ids */
export async function deleteAllChats(): Promise<ChatId[]> {
  const { chats } = openDatabase();
  return openDatabase().transaction('rw', chats, async () => {
    const listed = await chats.orderBy('listOrder').toArray();
    const deletedAt = Date.now();
    await chats.bulkPut(listed.map(({ listOrder: _, ...chat }) => ({ ...chat, deletedAt })));
    return listed.map(({ id }) => id);
  });
}

/** Restores those of the deleted chats that have not been purged. @throws HistoryError `chat-unknown` if all have */
export async function restoreChats(chatIds: readonly ChatId[]): Promise<void> {
  const { chats } = openDatabase();
  await openDatabase().transaction('rw', chats, async () => {
    const deleted = (await chats.bulkGet([...chatIds])).filter((chat) => chat !== undefined);
    if (deleted.length === 0 && chatIds.length > 0) throw new HistoryError('chat-unknown');
    await chats.bulkPut(
      deleted.map(({ deletedAt: _, ...chat }) => ({ ...chat, listOrder: -chat.updatedAt })),
    );
  });
}

/** Deletes the chat's data outside the database. */
export type OnPurge = (chatId: ChatId) => void;

/**
 * Permanently removes the chats deleted at least `UNDO_MS` ago, with their messages. Call it at startup and after every
 * deletion.
 * @returns milliseconds until the next chat is due, or undefined if no deleted chats are left
 */
export async function purgeDeleted(onPurge: OnPurge = () => {}): Promise<number | undefined> {
  const database = openDatabase();
  const { chats, messages, texts, queue, graves } = database;
  const purged: ChatId[] = [];
  const waitMs = await database.transaction('rw', chats, messages, texts, queue, graves, async () => {
    const now = Date.now();
    const deleted = await chats.where('deletedAt').above(0).toArray();
    const due = deleted.filter(({ deletedAt = 0 }) => deletedAt <= now - UNDO_MS);
    purged.push(...due.map(({ id }) => id));
    await graves.bulkPut(purged.map((id) => ({ id })));
    await chats.bulkDelete(purged);
    for (const table of [messages, texts, queue]) await table.where('chatId').anyOf(purged).delete();
    const left = deleted.filter((chat) => !due.includes(chat)).map(({ deletedAt = 0 }) => deletedAt);
    return left.length > 0 ? Math.min(...left) + UNDO_MS - now : undefined;
  });
  for (const chatId of purged) onPurge(chatId);
  return waitMs;
}

/** Changes a chat's row. Fields set to undefined are deleted, because an index skips only absent fields. */
async function change(
  chatId: ChatId,
  update: (chat: ChatRow) => { [Field in keyof ChatRow]?: ChatRow[Field] | undefined },
): Promise<void> {
  const { chats } = openDatabase();
  const count = await chats
    .where('id')
    .equals(chatId)
    .modify((chat) => {
      for (const [field, value] of Object.entries(update(chat))) {
        if (value === undefined) delete chat[field as keyof ChatRow];
        else Object.assign(chat, { [field]: value });
      }
    });
  if (count === 0) throw new HistoryError('chat-unknown');
}
