import 'client-only';
import { type ChatId, newChatId, newMessageId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { type ChatRow, type MessageRow, openDatabase } from './database.ts';
import { HistoryError } from './history-error.ts';
import { keepTexts } from './keep-text.ts';
import { branchTo, buildTree, type MessageTree, newestLeaf, type Versions, versionsOf } from './tree.ts';

/** The branch of a chat that is shown, and for each of its messages the versions that there are. */
export type Branch = { messages: ChatMessage[]; versions: ReadonlyMap<string, Versions> };

/** @throws HistoryError `chat-unknown` */
export async function loadBranch(chatId: ChatId): Promise<Branch> {
  const { chat, tree } = await read(chatId);
  return branchOf(tree, chat.headId);
}

/** Shows another version of a message, and below it what was said last there. */
export function switchTo(chatId: ChatId, messageId: string): Promise<Branch> {
  return lead(chatId, (tree) => {
    known(tree, messageId);
    return newestLeaf(tree, messageId);
  });
}

/**
 * What comes before a message: an edited question is saved below the last of these, and stands beside the old one, which
 * stays. Changes nothing: a reader who does not send the edit finds the chat as it was.
 */
export async function branchBefore(chatId: ChatId, messageId: string): Promise<ChatMessage[]> {
  const { tree } = await read(chatId);
  return branchTo(tree, known(tree, messageId).id)
    .slice(0, -1)
    .map(({ message }) => message);
}

/**
 * Makes room for another answer: the question before `answerId` becomes the end of what is shown, and the old answer stays
 * as a version. Stored before the run is asked for: a reload then finds an unanswered question, and follows its run.
 */
export function regenerate(chatId: ChatId, answerId: string): Promise<Branch> {
  return lead(chatId, (tree) => known(tree, answerId).parentId ?? undefined);
}

/**
 * Copies the branch up to a message into a new chat, with new ids: a message is stored once in this browser, and a run that
 * still writes the original must not reach the copy. An answer that is being written is copied as interrupted.
 */
export async function forkChat(chatId: ChatId, messageId: string): Promise<ChatId> {
  const database = openDatabase();
  const { chats, messages, texts } = database;
  return database.transaction('rw', chats, messages, texts, async () => {
    const { chat, tree } = await read(chatId);
    const forkId = newChatId();
    const rows: MessageRow[] = [];
    for (const { pastRuns: _, ...row } of branchTo(tree, known(tree, messageId).id)) {
      const id = newMessageId();
      const message = ended({ ...row.message, id });
      rows.push({ ...row, id, chatId: forkId, parentId: rows.at(-1)?.id ?? null, message });
    }
    const now = Date.now();
    const { title, titledBy, settings } = chat;
    await messages.bulkAdd(rows);
    await keepTexts(rows);
    await chats.add({
      id: forkId,
      title,
      ...(titledBy ? { titledBy } : {}),
      ...(settings ? { settings } : {}),
      createdAt: now,
      updatedAt: now,
      listOrder: -now,
      headId: rows.at(-1)?.id ?? '',
    });
    return forkId;
  });
}

function ended(message: ChatMessage): ChatMessage {
  if (message.role !== 'assistant' || message.metadata?.outcome !== undefined) return message;
  const known = message.metadata ?? { runId: message.id, model: '', startedAt: Date.now() };
  return { ...message, metadata: { ...known, outcome: 'interrupted' } };
}

/** Makes the message that `choose` names the end of the branch that is shown. */
async function lead(
  chatId: ChatId,
  choose: (tree: MessageTree<MessageRow>) => string | undefined,
): Promise<Branch> {
  const database = openDatabase();
  return database.transaction('rw', database.chats, database.messages, async () => {
    const { chat, tree } = await read(chatId);
    const headId = choose(tree) ?? chat.headId;
    await database.chats.update(chatId, { headId });
    return branchOf(tree, headId);
  });
}

async function read(chatId: ChatId): Promise<{ chat: ChatRow; tree: MessageTree<MessageRow> }> {
  const { chats, messages } = openDatabase();
  const chat = await chats.get(chatId);
  if (chat === undefined || chat.deletedAt !== undefined)
    throw new HistoryError('chat-unknown', 'There is no such chat in this browser.');
  return { chat, tree: buildTree(await messages.where({ chatId }).toArray()) };
}

function known(tree: MessageTree<MessageRow>, messageId: string): MessageRow {
  const row = tree.nodes.get(messageId);
  if (row === undefined) throw new HistoryError('message-unknown', 'There is no such message in this chat.');
  return row;
}

function branchOf(tree: MessageTree<MessageRow>, headId: string): Branch {
  const rows = branchTo(tree, headId);
  const versions = new Map<string, Versions>();
  for (const { id } of rows) {
    const found = versionsOf(tree, id);
    if (found && found.ids.length > 1) versions.set(id, found);
  }
  return { messages: rows.map(({ message }) => message), versions };
}
