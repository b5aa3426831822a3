import 'client-only';
import Dexie, { type Table, type Transaction } from 'dexie';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ChatSettings } from '../settings/chat-settings.ts';
import { toPlainText } from './plain-text.ts';

export type ChatRow = {
  id: ChatId;
  title: string;
  /** Who gave the title; absent: the first words of the chat did. A person's title is never replaced. */
  titledBy?: 'model' | 'person';
  /** A model was asked for a title, which is done once, whatever came of it. */
  titleAsked?: boolean;
  createdAt: number;
  updatedAt: number;
  /** The last message of the branch that is shown. */
  headId: string;
  /** `-updatedAt` while the chat is in the list, so that the newest come first; absent once it was deleted. */
  listOrder?: number;
  pinnedAt?: number;
  /** The chat is gone from the list, and can be brought back until it is purged. */
  deletedAt?: number;
  /** What this chat has in place of the default settings. */
  settings?: ChatSettings;
  /** Tools that the reader has allowed always in this chat. */
  allowedTools?: string[];
};

/** A chat is a tree: each message knows the one before it; an answer that was tried again has siblings. */
export type MessageRow = {
  id: string;
  chatId: ChatId;
  parentId: string | null;
  createdAt: number;
  message: ChatMessage;
  /** Runs that wrote to the message before the one that does now. */
  pastRuns?: string[];
};

/**
 * The words of a message, for searching. A message that changes gets a new row, and rows are numbered in their order: who
 * has read up to a revision needs only what came after it.
 */
export type TextRow = { revision?: number; messageId: string; chatId: ChatId; text: string };

/** A text that is used again and again. */
export type PromptRow = { id: string; name: string; text: string; createdAt: number; updatedAt: number };

/** A question that waits for the answer before it to end. */
export type QueuedRow = { position?: number; chatId: ChatId; parts: ChatMessage['parts'] };

/** A chat that was deleted for good: a tab that still has it open must not bring it back. */
export type PurgedChatRow = { id: ChatId };

export type SettingsRow = { id: 'defaults'; settings: ChatSettings };

export class RunnelDatabase extends Dexie {
  declare chats: Table<ChatRow, string>;
  declare messages: Table<MessageRow, string>;
  declare texts: Table<TextRow, number>;
  declare prompts: Table<PromptRow, string>;
  declare queue: Table<QueuedRow, number>;
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
      .upgrade(listAndIndex);
  }
}

let database: RunnelDatabase | undefined;

/** The database of this browser, opened by its first use. */
export function openDatabase(): RunnelDatabase {
  database ??= new RunnelDatabase();
  return database;
}

/** Brings what version 1 kept into the list and the search. */
async function listAndIndex(transaction: Transaction): Promise<void> {
  await transaction
    .table<ChatRow>('chats')
    .toCollection()
    .modify((chat) => {
      chat.listOrder = -chat.updatedAt;
    });
  const texts = transaction.table<TextRow>('texts');
  await transaction.table<MessageRow>('messages').each(({ id, chatId, message }) => {
    // Queued behind the cursor in the same transaction: what fails here fails the upgrade.
    void texts.add({ messageId: id, chatId, text: toPlainText(message) });
  });
}
