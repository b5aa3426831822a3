import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { type ChatRow, openDatabase } from '../database.ts';
import { HistoryError } from '../history-error.ts';

/** How long a deleted chat can be brought back. */
export const UNDO_MS = 10_000;
const LONGEST_TITLE = 200;

/**
 * Gives a chat the title that a person chose; from then on no other takes its place. An empty one changes nothing.
 * @throws HistoryError `chat-unknown`
 */
export async function renameChat(chatId: ChatId, title: string): Promise<void> {
  const clean = title.replace(/\s+/g, ' ').trim().slice(0, LONGEST_TITLE);
  if (clean === '') return;
  await change(chatId, () => ({ title: clean, titledBy: 'person' }));
}

/**
 * Whether a model is to be asked for a title now: once a chat, by one of all tabs, and not where a person gave one.
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

/** Gives a chat a title that a model made, unless a person gave one meanwhile. */
export async function suggestTitle(chatId: ChatId, title: string): Promise<void> {
  await change(chatId, (chat) => (chat.titledBy === 'person' ? {} : { title, titledBy: 'model' }));
}

/** Puts a chat above all that are not pinned, the last one pinned first. */
export async function pinChat(chatId: ChatId): Promise<void> {
  await change(chatId, () => ({ pinnedAt: Date.now() }));
}

export async function unpinChat(chatId: ChatId): Promise<void> {
  await change(chatId, () => ({ pinnedAt: undefined }));
}

/** Takes a chat out of the list. `restoreChat` brings it back until `purgeDeleted` ends it for good. */
export async function deleteChat(chatId: ChatId): Promise<void> {
  await change(chatId, () => ({ deletedAt: Date.now(), listOrder: undefined }));
}

/** Undoes a deletion. @throws HistoryError `chat-unknown` when it is too late. */
export async function restoreChat(chatId: ChatId): Promise<void> {
  await change(chatId, ({ updatedAt }) => ({ deletedAt: undefined, listOrder: -updatedAt }));
}

/** Whatever else is kept of a chat, outside the database. */
export type OnPurge = (chatId: ChatId) => void;

/**
 * Ends for good what was deleted `UNDO_MS` ago or earlier, with its messages and their words. To be called at the start and
 * whenever an undo has run out.
 * @returns milliseconds until there is more to end; undefined when nothing is waiting.
 */
export async function purgeDeleted(onPurge: OnPurge = () => {}): Promise<number | undefined> {
  const database = openDatabase();
  const { chats, messages, texts, queue, graves } = database;
  const purged: ChatId[] = [];
  const waiting = await database.transaction('rw', chats, messages, texts, queue, graves, async () => {
    const now = Date.now();
    const deleted = await chats.where('deletedAt').above(0).toArray();
    const due = deleted.filter(({ deletedAt = 0 }) => deletedAt <= now - UNDO_MS);
    for (const { id: chatId } of due) {
      purged.push(chatId);
      await graves.put({ id: chatId });
      await chats.delete(chatId);
      for (const table of [messages, texts, queue]) await table.where({ chatId }).delete();
    }
    const left = deleted.filter((chat) => !due.includes(chat)).map(({ deletedAt = 0 }) => deletedAt);
    return left.length > 0 ? Math.min(...left) + UNDO_MS - now : undefined;
  });
  for (const chatId of purged) onPurge(chatId);
  return waiting;
}

/** Changes a chat's row; a field that becomes undefined is taken away, for an index skips only what is absent. */
async function change(
  chatId: ChatId,
  changed: (chat: ChatRow) => { [Field in keyof ChatRow]?: ChatRow[Field] | undefined },
): Promise<void> {
  const { chats } = openDatabase();
  const count = await chats
    .where('id')
    .equals(chatId)
    .modify((chat) => {
      for (const [field, value] of Object.entries(changed(chat))) {
        if (value === undefined) delete chat[field as keyof ChatRow];
        else Object.assign(chat, { [field]: value });
      }
    });
  if (count === 0) throw new HistoryError('chat-unknown', 'There is no such chat in this browser.');
}
