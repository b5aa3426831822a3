import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { mergeAnswer } from './answer-merge.ts';
import { type MessageRow, openDatabase } from './database.ts';
import { HistoryError } from './history-error.ts';
import { buildTree, findNewestLeaf, getBranch } from './message-tree.ts';
import { getFirstWords } from './plain-text.ts';
import { saveSearchableTexts } from './searchable-text.ts';

export { classifyStorageError } from './storage-problem.ts';

/** A chat as it is stored: all its messages, and the last one of the branch that is shown. */
export type StoredTree = { rows: readonly MessageRow[]; headId: string };

/** All messages of a chat, and the last of the branch that is shown; undefined when this browser has no such chat. */
export async function loadTree(chatId: ChatId): Promise<StoredTree | undefined> {
  const { chats, messages } = openDatabase();
  const chat = await chats.get(chatId);
  if (chat === undefined || chat.deletedAt !== undefined) return undefined;
  return { rows: await messages.where({ chatId }).toArray(), headId: chat.headId };
}

/** The branch of a chat that is shown, first message first; undefined when this browser has no such chat. */
export async function loadChat(chatId: ChatId): Promise<ChatMessage[] | undefined> {
  const stored = await loadTree(chatId);
  return stored && getBranch(buildTree(stored.rows), stored.headId).map(({ message }) => message);
}

/** Remembers that a message is shown, and below it what was said last there. */
export async function saveShownBranch(chatId: ChatId, messageId: string): Promise<void> {
  const database = openDatabase();
  const { chats, messages } = database;
  await database.transaction('rw', chats, messages, async () => {
    const headId = findNewestLeaf(buildTree(await messages.where({ chatId }).toArray()), messageId);
    if (headId !== undefined) await chats.update(chatId, { headId });
  });
}

/**
 * Stores a message below `parentId`; one that is new becomes the chat's head. An answer is never replaced by a poorer
 * state of it, which another tab may still hold: `mergeAnswer` decides, inside the transaction.
 * @param progress the answer is being written: where it is stored already its row alone is, so that neither the list nor the
 * search has anything to look at again
 */
export async function saveMessage(
  chatId: ChatId,
  message: ChatMessage,
  parentId: string | null,
  { progress = false } = {},
): Promise<void> {
  const database = openDatabase();
  const { chats, messages, texts, graves } = database;
  const now = Date.now();
  await database.transaction('rw', chats, messages, texts, graves, async () => {
    const present = await messages.get(message.id);
    const [run, presentRun] = [message.metadata?.runId, present?.message.metadata?.runId];
    const pastRuns = present?.pastRuns ?? [];
    if (run !== undefined && pastRuns.includes(run)) return;
    const merged = present === undefined ? message : mergeAnswer(present.message, message);
    if (merged === undefined) return;
    if (progress && present && run === presentRun) {
      await messages.put({ ...present, message: merged });
      return;
    }
    if (await graves.get(chatId)) throw new HistoryError('chat-deleted', 'This chat was deleted.');
    if (presentRun !== undefined && run !== presentRun) pastRuns.push(presentRun);
    const createdAt = present?.createdAt ?? now;
    const row = { id: message.id, chatId, parentId, createdAt, message: merged, pastRuns };
    await messages.put(row);
    await saveSearchableTexts([row]);
    const chat = await chats.get(chatId);
    await chats.put({
      createdAt: now,
      ...chat,
      title: chat?.title || getFirstWords(message), // a question may be a picture alone
      id: chatId,
      updatedAt: now,
      ...(chat?.deletedAt === undefined ? { listOrder: -now } : {}),
      // Only what is new leads on: a tab that wakes late stores again what others have long gone on from.
      headId: present === undefined ? message.id : (chat?.headId ?? message.id),
    });
  });
}
