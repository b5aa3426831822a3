import 'client-only';
import { z } from 'zod';
import { isChatId } from '#lib/protocol/ids.ts';
import { messageSchema } from '#lib/protocol/message-schema.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ChatRow, MessageRow } from '../database.ts';
import { compareByAge } from '../message-tree.ts';
import { TransferError } from './transfer-error.ts';

export const ARCHIVE_FORMAT = 'runnel-chats';
export const ARCHIVE_VERSION = 1;

/** A chat with its whole tree, as a file has it. Times in epoch milliseconds. */
export type ArchivedChat = Omit<ChatRow, 'listOrder' | 'deletedAt'> & { messages: ArchivedMessage[] };
/** Which runs wrote to a message is of use only where they still may. */
export type ArchivedMessage = Omit<MessageRow, 'chatId' | 'pastRuns'>;

const archivedChatSchema = z.object({
  id: z.string().refine(isChatId),
  title: z.string().max(1_000),
  titledBy: z.enum(['model', 'person']).optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
  pinnedAt: z.number().optional(),
  headId: z.string(),
  settings: z.record(z.string(), z.unknown()).optional(),
  messages: z.array(
    z.object({
      id: z.string().min(1).max(256),
      parentId: z.string().nullable(),
      createdAt: z.number(),
      message: messageSchema,
    }),
  ),
});

/** The fields in one order, whatever the order in the database: equal chats are equal byte for byte. */
export function archiveChat(chat: ChatRow, rows: readonly MessageRow[]): ArchivedChat {
  const { id, title, titledBy, createdAt, updatedAt, pinnedAt, headId, settings } = chat;
  return {
    id,
    title,
    ...(titledBy === undefined ? {} : { titledBy }),
    createdAt,
    updatedAt,
    ...(pinnedAt === undefined ? {} : { pinnedAt }),
    headId,
    ...(settings === undefined ? {} : { settings }),
    messages: rows.toSorted(compareByAge).map((row) => ({
      id: row.id,
      parentId: row.parentId,
      createdAt: row.createdAt,
      message: row.message,
    })),
  };
}

/**
 * Checks what a file says it is. The messages are handed on as they were written, not as the check would write them.
 * @throws TransferError `newer-version`, `damaged`
 */
export function readArchive(archive: { version?: unknown; chats?: unknown }): ArchivedChat[] {
  if (typeof archive.version === 'number' && archive.version > ARCHIVE_VERSION) {
    throw new TransferError('newer-version', `The file is of version ${archive.version}.`);
  }
  if (archive.version !== ARCHIVE_VERSION || !Array.isArray(archive.chats)) {
    throw new TransferError('damaged', 'The file has no version or no list of chats.');
  }
  return archive.chats.map((chat: ArchivedChat, at) => {
    const { error } = archivedChatSchema.safeParse(chat);
    const issue = error?.issues[0];
    if (issue) throw new TransferError('damaged', `chats.${at}.${issue.path.join('.')}: ${issue.message}`);
    const ids = new Set(chat.messages.map(({ id }) => id));
    if (ids.size !== chat.messages.length || chat.messages.some(({ id, message }) => message.id !== id)) {
      throw new TransferError('damaged', `chats.${at}.messages: ids do not fit.`);
    }
    if (!ids.has(chat.headId)) throw new TransferError('damaged', `chats.${at}.headId: no such message.`);
    return chat;
  });
}

/** The message under another id. */
export function withId(message: ChatMessage, id: string): ChatMessage {
  return { ...message, id };
}
