import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openDatabase } from '../database.ts';
import { compareByAge, getBranch } from '../message-tree.ts';
import { getChat, loadMessages, loadMessageTree } from '../stored-chat.ts';
import { ARCHIVE_FORMAT, ARCHIVE_VERSION, archiveChat } from './archive.ts';
import { type MarkdownLabels, toMarkdown } from './to-markdown.ts';

/**
 * Exports all chats of the list, or one, with every version of every message, as JSON that `importChats` restores exactly.
 * Equal chats give equal bytes. Each chat becomes a Blob of its own, so that only one is held as a string at a time.
 * @throws HistoryError `chat-unknown`
 */
export async function exportChats(only?: ChatId): Promise<Blob> {
  const { chats } = openDatabase();
  const rows = only === undefined ? await chats.orderBy('listOrder').toArray() : [await getChat(only)];
  const lines: Blob[] = [];
  for (const chat of rows.toSorted(compareByAge)) {
    const archived = archiveChat(chat, await loadMessages(chat.id));
    lines.push(new Blob([lines.length > 0 ? ',\n' : '', JSON.stringify(archived)]));
  }
  const head = `{"format":"${ARCHIVE_FORMAT}","version":${ARCHIVE_VERSION},"chats":[\n`;
  return new Blob([head, ...lines, '\n]}\n'], { type: 'application/json' });
}

/** Exports the shown branch of a chat as Markdown. @throws HistoryError `chat-unknown` */
export async function exportMarkdown(chatId: ChatId, labels: MarkdownLabels): Promise<Blob> {
  const chat = await getChat(chatId);
  const tree = await loadMessageTree(chatId);
  const messages = getBranch(tree, chat.headId).map(({ message }) => message);
  return new Blob([toMarkdown(chat.title, messages, labels)], { type: 'text/markdown' });
}

/** Builds a file name of title and date that is valid on every file system. */
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
