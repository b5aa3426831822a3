import 'client-only';
import '#lib/client/platform/without-eval.ts';
import { z } from 'zod';
import { isChatId } from '#lib/protocol/ids.ts';
import { messageSchema } from '#lib/protocol/message-schema.ts';
import type { ChatRow, MessageRow } from '../database.ts';
import { compareByAge } from '../message-tree.ts';
import { TransferError } from './transfer-error.ts';

export const ARCHIVE_FORMAT = 'runnel-chats';
export const ARCHIVE_VERSION = 1;

/** A chat with all its messages, as it is exported. Times are epoch milliseconds. */
export type ArchivedChat = Omit<ChatRow, 'listOrder' | 'deletedAt'> & { messages: ArchivedMessage[] };
/** `pastRuns` is left out: the runs are unknown outside this browser. */
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

/** Converts a chat for export. Fields and messages have a fixed order, so that equal chats give equal bytes. */
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
 * Validates the chats of an export. Returns them unchanged, including fields that the schema does not know.
 * @throws TransferError `newer-version`, `damaged`
 */
export function readArchive(archive: { version?: unknown; chats?: unknown }): ArchivedChat[] {
  if (typeof archive.version === 'number' && archive.version > ARCHIVE_VERSION) {
    throw new TransferError('newer-version', `Unsupported version ${archive.version}.`);
  }
  if (archive.version !== ARCHIVE_VERSION || !Array.isArray(archive.chats)) {
    throw new TransferError('damaged', 'Missing version or chats.');
  }
  return archive.chats.map((chat: ArchivedChat, at) => {
    const { error } = archivedChatSchema.safeParse(chat);
    const issue = error?.issues[0];
    if (issue) throw new TransferError('damaged', `chats.${at}.${issue.path.join('.')}: ${issue.message}`);
    const ids = new Set(chat.messages.map(({ id }) => id));
    if (ids.size !== chat.messages.length || chat.messages.some(({ id, message }) => message.id !== id)) {
      throw new TransferError('damaged', `chats.${at}.messages: duplicate or inconsistent ids.`);
    }
    if (!ids.has(chat.headId)) throw new TransferError('damaged', `chats.${at}.headId: no such message.`);
    return chat;
  });
}
