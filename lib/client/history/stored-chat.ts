import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { type ChatRow, type MessageRow, openDatabase } from './database.ts';
import { HistoryError } from './history-error.ts';
import { buildTree, type MessageTree } from './message-tree.ts';

/** Returns the row of a chat, or undefined if this browser has no such chat or it was deleted. */
export async function findChat(chatId: ChatId): Promise<ChatRow | undefined> {
  const chat = await openDatabase().chats.get(chatId);
  return chat?.deletedAt === undefined ? chat : undefined;
}

/** Returns the row of a chat. @throws HistoryError `chat-unknown` if there is none or it was deleted */
export async function getChat(chatId: ChatId): Promise<ChatRow> {
  const chat = await findChat(chatId);
  if (chat === undefined) throw new HistoryError('chat-unknown');
  return chat;
}

/** Returns all messages of a chat, on any branch, in no particular order. */
export function loadMessages(chatId: ChatId): Promise<MessageRow[]> {
  return openDatabase().messages.where({ chatId }).toArray();
}

export async function loadMessageTree(chatId: ChatId): Promise<MessageTree<MessageRow>> {
  return buildTree(await loadMessages(chatId));
}
