import 'client-only';
import { type ChatId, newChatId, newMessageId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { type ChatRow, type MessageRow, openDatabase } from '../database.ts';
import { HistoryError } from '../history-error.ts';
import { buildTree, getBranch, type MessageTree } from '../message-tree.ts';
import { saveSearchableTexts } from '../searchable-text.ts';

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
    for (const { pastRuns: _, ...row } of getBranch(tree, known(tree, messageId).id)) {
      const id = newMessageId();
      const message = ended({ ...row.message, id });
      rows.push({ ...row, id, chatId: forkId, parentId: rows.at(-1)?.id ?? null, message });
    }
    const now = Date.now();
    const { title, titledBy, settings } = chat;
    await messages.bulkAdd(rows);
    await saveSearchableTexts(rows);
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
