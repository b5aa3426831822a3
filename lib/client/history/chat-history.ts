import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { mergeAnswer } from './answer-merge.ts';
import { type ChatRow, type MessageRow, openDatabase } from './database.ts';
import { HistoryError } from './history-error.ts';
import { buildTree, findNewestLeaf, getBranch } from './message-tree.ts';
import { getFirstWords } from './plain-text.ts';
import { saveSearchableTexts } from './searchable-text.ts';
import { findChat, loadMessages, loadMessageTree } from './stored-chat.ts';

export { classifyStorageError } from './storage-problem.ts';

/** All messages of a chat, and the id of the last message of the shown branch. */
export type StoredTree = { rows: readonly MessageRow[]; headId: string };

/** Returns the tree of a chat, or undefined if this browser has no such chat. */
export async function loadTree(chatId: ChatId): Promise<StoredTree | undefined> {
  const chat = await findChat(chatId);
  return chat && { rows: await loadMessages(chatId), headId: chat.headId };
}

/** Returns the shown branch of a chat, first message first, or undefined if this browser has no such chat. */
export async function loadChat(chatId: ChatId): Promise<ChatMessage[] | undefined> {
  const stored = await loadTree(chatId);
  return stored && getBranch(buildTree(stored.rows), stored.headId).map(({ message }) => message);
}

/** Makes the branch through a message the one that is shown, down to the newest message below it. */
export async function saveShownBranch(chatId: ChatId, messageId: string): Promise<void> {
  const database = openDatabase();
  const { chats, messages } = database;
  await database.transaction('rw', chats, messages, async () => {
    const headId = findNewestLeaf(await loadMessageTree(chatId), messageId);
    if (headId !== undefined) await chats.update(chatId, { headId });
  });
}

export type SaveOptions = {
  parentId: string | null;
  /**
   * The answer is still being written. If it is already stored, only its row is updated, so that neither the chat list nor
   * the search index has to be refreshed.
   */
  unfinished?: boolean;
};

/**
 * Stores a message. A new message becomes the chat's head. Another tab may still hold an earlier state of an answer, so
 * `mergeAnswer` decides inside the transaction which state stays.
 * @throws HistoryError `chat-deleted`
 */
export async function saveMessage(
  chatId: ChatId,
  message: ChatMessage,
  { parentId, unfinished = false }: SaveOptions,
): Promise<void> {
  const database = openDatabase();
  const { chats, messages, texts, graves } = database;
  await database.transaction('rw', chats, messages, texts, graves, async () => {
    const present = await messages.get(message.id);
    const merged = present === undefined ? { message } : mergeAnswer(present, { message });
    if (merged === undefined) return;
    if (unfinished && present && message.metadata?.runId === present.message.metadata?.runId) {
      await messages.put({ ...present, ...merged });
      return;
    }
    if (await graves.get(chatId)) throw new HistoryError('chat-deleted');
    const createdAt = present?.createdAt ?? Date.now();
    const row: MessageRow = { id: message.id, chatId, parentId, createdAt, ...merged };
    await messages.put(row);
    await saveSearchableTexts([row]);
    await chats.put(updateChat(await chats.get(chatId), row, present === undefined));
  });
}

function updateChat(chat: ChatRow | undefined, { chatId, id, message }: MessageRow, added: boolean): ChatRow {
  const now = Date.now();
  return {
    createdAt: now,
    ...chat,
    title: chat?.title || getFirstWords(message), // the first question may consist of a picture alone
    id: chatId,
    updatedAt: now,
    ...(chat?.deletedAt === undefined ? { listOrder: -now } : {}),
    // A tab that wakes up late saves old messages again. They must not become the head.
    headId: added ? id : (chat?.headId ?? id),
  };
}
