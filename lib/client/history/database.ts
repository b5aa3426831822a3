import 'client-only';
import Dexie, { type Table, type Transaction } from 'dexie';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ChatSettings } from '../settings/chat-settings.ts';
import { toPlainText } from './plain-text.ts';

export type ChatRow = {
  id: ChatId;
  title: string;
  /** Absent while the title is the chat's first words. A person's title is never replaced. */
  titledBy?: 'model' | 'person';
  /** A model has been asked for a title. This happens once per chat, even if it fails. */
  titleAsked?: boolean;
  createdAt: number;
  updatedAt: number;
  /** The last message of the shown branch. */
  headId: string;
  /** The ids of the answers that are compared, until the reader keeps one of them. */
  comparing?: readonly string[] | undefined;
  /** `-updatedAt`, so that the index lists the newest chats first. Absent in a deleted chat. */
  listOrder?: number;
  pinnedAt?: number;
  /** An answer has ended while the chat was not open. */
  unread?: true | undefined;
  /** Set when the chat is deleted. It can be restored until it is purged. */
  deletedAt?: number;
  /** Overrides of the default settings. */
  settings?: ChatSettings;
  /** Tools that the reader always allows in this chat. */
  allowedTools?: string[];
};

/** A message of a chat, which is a tree. Versions of a message are siblings. */
export type MessageRow = {
  id: string;
  chatId: ChatId;
  parentId: string | null;
  createdAt: number;
  message: ChatMessage;
  /** Earlier runs that wrote to the message, before the one in its metadata. */
  pastRuns?: readonly string[];
};

/**
 * The searchable text of a message. A changed message gets a new row with a higher `revision`, so that an index only reads
 * the rows above the last revision it has seen.
 */
export type TextRow = { revision?: number; messageId: string; chatId: ChatId; text: string };

/** A reusable prompt. */
export type PromptRow = { id: string; name: string; text: string; createdAt: number; updatedAt: number };

/** A question in the queue. It is sent when the current answer has ended. */
export type QueuedRow = { position?: number; chatId: ChatId; parts: ChatMessage['parts'] };

/** Marks a permanently deleted chat, so that a tab that still has it open cannot save it again. */
export type PurgedChatRow = { id: ChatId };

export type SettingsRow = { id: 'defaults'; settings: ChatSettings };

export class RunnelDatabase extends Dexie {
  declare chats: Table<ChatRow, string>;
  declare messages: Table<MessageRow, string>;
  declare texts: Table<TextRow, number>;
  declare prompts: Table<PromptRow, string>;
  declare queue: Table<QueuedRow, number>;
  /** Named `graves` in the browsers that have it stored. */
  declare graves: Table<PurgedChatRow, string>;
  declare settings: Table<SettingsRow, string>;

  constructor() {
    super('runnel');
    this.version(1).stores({ chats: 'id, updatedAt', messages: 'id, chatId' });
    this.version(2)
      .stores({
        chats: 'id, listOrder, pinnedAt, deletedAt',
        texts: '++revision, &messageId, chatId',
        prompts: 'id',
        queue: '++position, chatId',
        graves: 'id',
        settings: 'id',
      })
      .upgrade(upgradeFromVersion1);
  }
}

let database: RunnelDatabase | undefined;

/** Returns the database of this browser. Dexie opens it on first use. */
export function openDatabase(): RunnelDatabase {
  database ??= new RunnelDatabase();
  return database;
}

/** Adds the chats of version 1 to the list, and their messages to the search. */
async function upgradeFromVersion1(transaction: Transaction): Promise<void> {
  await transaction
    .table<ChatRow>('chats')
    .toCollection()
    .modify((chat) => {
      chat.listOrder = -chat.updatedAt;
    });
  const texts = transaction.table<TextRow>('texts');
  await transaction.table<MessageRow>('messages').each((row) => {
    // Not awaited: the request runs in the same transaction, so a failure aborts the upgrade.
    void texts.add(toTextRow(row));
  });
}

export function toTextRow({ id, chatId, message }: MessageRow): TextRow {
  return { messageId: id, chatId, text: toPlainText(message) };
}
