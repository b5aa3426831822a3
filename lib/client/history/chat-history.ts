import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { installSharing } from '../run/shared/install-sharing.ts';
import { type ChatRow, type MessageRow, openDatabase, type RunnelDatabase } from './database.ts';
import { HistoryError } from './history-error.ts';
import { buildTree, compareByAge, findNewestLeaf, getBranch, type TreeNode } from './message-tree.ts';
import { getFirstWords } from './plain-text.ts';
import { type AnswerState, mergeAnswer } from './saving/answer-merge.ts';
import { restoreUnsaved } from './saving/unsaved-copy.ts';
import { saveSearchableTexts } from './searchable-text.ts';
import { areRowsMissing } from './storage-problem.ts';
import { findChat, loadMessages, loadMessageTree } from './stored-chat.ts';

// Loaded with the history, which is there when an answer is interrupted: then the server may not be, to load it from.
export { planAutoContinuation } from '../chat/auto-continuation.ts';
export { classifyStorageError } from './storage-problem.ts';

// Loaded with the history, which has an answer before another tab can follow its run.
installSharing();

/**
 * All messages of a chat, and the id of the last message of the shown branch. `comparing`: the ids of the answers that are compared,
 * of which at least one is stored. `merge` comes with them, because only stored
 * messages are merged and the first load does without it.
 */
export type StoredTree = {
  rows: readonly MessageRow[];
  headId: string;
  comparing?: readonly string[];
  merge: typeof mergeAnswer;
};

/**
 * Returns the tree of a chat, or undefined if this browser has no such chat. Read in one transaction: of a change that is under way, it
 * has all or nothing.
 */
export async function loadTree(chatId: ChatId): Promise<StoredTree | undefined> {
  const database = openDatabase();
  const { chats, messages } = database;
  const [chat, rows] = await database.transaction('r', chats, messages, () =>
    Promise.all([findChat(chatId), loadMessages(chatId)]),
  );
  if (chat === undefined) return undefined;
  const comparing = chat.comparing?.filter((id) => rows.some((row) => row.id === id));
  return { rows, headId: chat.headId, merge: mergeAnswer, ...(comparing?.length ? { comparing } : {}) };
}

/** Returns the shown branch of a chat, first message first, or undefined if this browser has no such chat. */
export async function loadChat(chatId: ChatId): Promise<ChatMessage[] | undefined> {
  const stored = await loadTree(chatId);
  return stored && getBranch(buildTree(stored.rows), stored.headId).map(({ message }) => message);
}

/**
 * Makes the branch through a message the one that is shown, down to the newest message below it.
 * @param change what else changes in the chat
 */
export async function saveShownBranch(
  chatId: ChatId,
  messageId: string,
  change: Pick<ChatRow, 'comparing'> = {},
): Promise<void> {
  const database = openDatabase();
  const { chats, messages } = database;
  await database.transaction('rw', chats, messages, async () => {
    const headId = findNewestLeaf(await loadMessageTree(chatId), messageId);
    if (headId !== undefined) await chats.update(chatId, { headId, ...change });
  });
}

export type SaveOptions = {
  parentId: string | null;
  /**
   * The answer is still being written. If it is already stored, only its row is updated, so that neither the chat list nor
   * the search index has to be refreshed.
   */
  unfinished?: boolean;
  /** The chat has no other messages. By default, a message without a parent is taken for the first one. */
  isFirst?: boolean;
};

export type UnsavedMessage = Omit<SaveOptions, 'isFirst'> & { message: ChatMessage };

/** A message in a tab's memory, with its place in the tree. */
export type MessageNode = TreeNode & AnswerState;

/**
 * Stores a message. A new message becomes the chat's head. Another tab may still hold an earlier state of an answer, so
 * `mergeAnswer` decides inside the transaction which state stays.
 * @throws HistoryError `chat-deleted`; `rows-missing` if the chat or the parent is not stored. Nothing is stored then.
 */
export async function saveMessage(
  chatId: ChatId,
  message: ChatMessage,
  { parentId, unfinished = false, isFirst = parentId === null }: SaveOptions,
): Promise<void> {
  await changeChat(async ({ chats, messages, graves }) => {
    const chat = await chats.get(chatId);
    if (chat === undefined && (await graves.get(chatId))) throw new HistoryError('chat-deleted');
    // Counted, because a question with images is large.
    const hasParent = parentId === null || (await messages.where({ id: parentId }).count()) > 0;
    if (!hasParent || (chat === undefined && !isFirst)) throw new HistoryError('rows-missing');
    const present = await messages.get(message.id);
    const merged = present === undefined ? { message } : mergeAnswer(present, { message });
    if (merged === undefined) return;
    if (unfinished && present && message.metadata?.runId === present.message.metadata?.runId) {
      await messages.put({ ...present, ...merged });
      return;
    }
    const createdAt = present?.createdAt ?? Date.now();
    await storeRow({ id: message.id, chatId, parentId, createdAt, ...merged }, present === undefined);
  });
}

/**
 * Stores messages in order, all or none. If rows of the chat were deleted, all its messages are stored again.
 * @param nodes all messages of the chat that this tab has
 * @returns whether the chat was stored again
 * @throws HistoryError `chat-deleted`
 */
export async function saveMessages(
  chatId: ChatId,
  unsaved: readonly UnsavedMessage[],
  nodes: readonly MessageNode[],
): Promise<boolean> {
  const isFirst = nodes.every(({ id }) => unsaved.some(({ message }) => message.id === id));
  try {
    await changeChat(async () => {
      for (const { message, ...options } of unsaved)
        await saveMessage(chatId, message, { ...options, isFirst });
    });
    return false;
  } catch (error) {
    if (!areRowsMissing(error)) throw error;
    const all = new Map(nodes.map((node) => [node.id, node]));
    for (const { message, parentId } of unsaved) {
      all.set(message.id, {
        createdAt: Date.now(),
        ...all.get(message.id),
        id: message.id,
        parentId,
        message,
      });
    }
    await saveWholeChat(chatId, [...all.values()], unsaved.at(-1)?.message.id ?? '');
    return true;
  }
}

/**
 * Stores a chat from a tab's memory after its rows were deleted. Rows that are left are merged.
 * @param shownId the branch through this message becomes the one that is shown
 * @throws HistoryError `chat-deleted`
 */
async function saveWholeChat(chatId: ChatId, nodes: readonly MessageNode[], shownId: string): Promise<void> {
  await changeChat(async ({ chats, messages, graves }) => {
    if (await graves.get(chatId)) throw new HistoryError('chat-deleted');
    for (const node of nodes.toSorted(compareByAge)) {
      const present = await messages.get(node.id);
      const merged = present === undefined ? node : mergeAnswer(present, node);
      if (merged) await storeRow({ ...node, ...merged, chatId }, present === undefined);
    }
    const headId = findNewestLeaf(await loadMessageTree(chatId), shownId);
    if (headId !== undefined) await chats.update(chatId, { headId });
  });
}

/** Stores which answers of a chat are compared. */
export async function saveComparing(chatId: ChatId, comparing: readonly string[]): Promise<void> {
  await openDatabase().chats.update(chatId, { comparing });
}

/** Stores what earlier pages could not save. Never rejects. */
export function restoreUnsavedMessages(): Promise<void> {
  return restoreUnsaved<UnsavedMessage>((chatId, messages) => saveMessages(chatId, messages, []));
}

/** Runs `work` in a transaction over everything that belongs to a chat, or in the present one. */
function changeChat(work: (database: RunnelDatabase) => Promise<void>): Promise<void> {
  const database = openDatabase();
  const { chats, messages, texts, graves } = database;
  return database.transaction('rw', chats, messages, texts, graves, () => work(database));
}

async function storeRow(row: MessageRow, added: boolean): Promise<void> {
  const { chats, messages } = openDatabase();
  await messages.put(row);
  await saveSearchableTexts([row]);
  await chats.put(updateChat(await chats.get(row.chatId), row, added));
}

function updateChat(chat: ChatRow | undefined, row: MessageRow, added: boolean): ChatRow {
  const { chatId, id, message, createdAt } = row;
  const now = Date.now();
  return {
    createdAt,
    ...chat,
    title: chat?.title || getFirstWords(message), // the first question may consist of a picture alone
    id: chatId,
    updatedAt: now,
    ...(chat?.deletedAt === undefined ? { listOrder: -now } : {}),
    // A tab that wakes up late saves old messages again. They must not become the head.
    headId: added ? id : (chat?.headId ?? id),
  };
}
