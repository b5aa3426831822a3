import 'client-only';
import { type ChatId, newChatId, newMessageId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { type MessageRow, openDatabase } from '../database.ts';
import { HistoryError } from '../history-error.ts';
import { getBranch, type MessageTree } from '../message-tree.ts';
import { saveSearchableTexts } from '../searchable-text.ts';
import { getChat, loadMessageTree } from '../stored-chat.ts';

/**
 * Copies the branch up to a message into a new chat. The copies get new ids, because message ids are unique in the database
 * and a run that still writes to the original must not write to the copy. A running answer is copied as interrupted.
 * @param entitle makes the copy's title from the chat's
 * @throws HistoryError `chat-unknown`, `message-unknown`
 */
export async function forkChat(
  chatId: ChatId,
  messageId: string,
  entitle = (title: string) => title,
): Promise<ChatId> {
  const database = openDatabase();
  const { chats, messages, texts } = database;
  return database.transaction('rw', chats, messages, texts, async () => {
    const { title, titledBy, settings } = await getChat(chatId);
    const forkId = newChatId();
    const rows = copyBranch(await loadMessageTree(chatId), messageId, forkId);
    const now = Date.now();
    await messages.bulkAdd(rows);
    await saveSearchableTexts(rows);
    await chats.add({
      id: forkId,
      title: title && entitle(title),
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

function copyBranch(tree: MessageTree<MessageRow>, messageId: string, chatId: ChatId): MessageRow[] {
  if (!tree.nodes.has(messageId)) throw new HistoryError('message-unknown');
  const rows: MessageRow[] = [];
  for (const { pastRuns: _, ...row } of getBranch(tree, messageId)) {
    const id = newMessageId();
    const message = interruptRunning({ ...row.message, id });
    rows.push({ ...row, id, chatId, parentId: rows.at(-1)?.id ?? null, message });
  }
  return rows;
}

function interruptRunning(message: ChatMessage): ChatMessage {
  if (message.role !== 'assistant' || message.metadata?.outcome !== undefined) return message;
  const metadata = message.metadata ?? { runId: message.id, model: '', startedAt: Date.now() };
  return { ...message, metadata: { ...metadata, outcome: 'interrupted' } };
}
