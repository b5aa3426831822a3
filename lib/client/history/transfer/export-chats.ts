import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { type ChatRow, openDatabase } from '../database.ts';
import { HistoryError } from '../history-error.ts';
import { buildTree, getBranch } from '../message-tree.ts';
import { ARCHIVE_FORMAT, ARCHIVE_VERSION, archiveChat } from './archive.ts';
import { type MarkdownLabels, toMarkdown } from './to-markdown.ts';

/**
 * All chats of the list, or one, with every version of every message, as JSON that `importChats` reads back exactly. The
 * same chats give the same bytes. Each chat is a line, and is let go of once it is in the Blob: memory holds one at a time.
 */
export async function exportChats(only?: ChatId): Promise<Blob> {
  const { chats, messages } = openDatabase();
  const rows = only === undefined ? await chats.orderBy('listOrder').toArray() : [await listed(only)];
  const lines: Blob[] = [];
  for (const chat of rows.toSorted(byCreation)) {
    const archived = archiveChat(chat, await messages.where({ chatId: chat.id }).toArray());
    lines.push(new Blob([lines.length > 0 ? ',\n' : '', JSON.stringify(archived)]));
  }
  const head = `{"format":"${ARCHIVE_FORMAT}","version":${ARCHIVE_VERSION},"chats":[\n`;
  return new Blob([head, ...lines, '\n]}\n'], { type: 'application/json' });
}

/** The branch of a chat that is shown, for reading. */
export async function exportMarkdown(chatId: ChatId, words: MarkdownLabels): Promise<Blob> {
  const chat = await listed(chatId);
  const tree = buildTree(await openDatabase().messages.where({ chatId }).toArray());
  const messages = getBranch(tree, chat.headId).map(({ message }) => message);
  return new Blob([toMarkdown(chat.title, messages, words)], { type: 'text/markdown' });
}

/** A name that every file system takes: the title, or the app's name for all chats, and the day. */
export function buildExportName(title: string, day: Date, extension: 'json' | 'md'): string {
  const clean = title
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+|\.+$/g, '');
  const date = [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${Array.from(clean).slice(0, 60).join('') || 'chat'} ${date.join('-')}.${extension}`;
}

async function listed(chatId: ChatId): Promise<ChatRow> {
  const chat = await openDatabase().chats.get(chatId);
  if (chat === undefined || chat.deletedAt !== undefined)
    throw new HistoryError('chat-unknown', 'There is no such chat in this browser.');
  return chat;
}

function byCreation(a: ChatRow, b: ChatRow): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}
