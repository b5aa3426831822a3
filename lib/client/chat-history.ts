import 'client-only';
import Dexie, { type Table } from 'dexie';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

export type ChatRow = {
  id: ChatId;
  title: string;
  createdAt: number;
  updatedAt: number;
  /** The last message of the branch that is shown. */
  headId: string;
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

class RunnelDatabase extends Dexie {
  declare chats: Table<ChatRow, string>;
  declare messages: Table<MessageRow, string>;

  constructor() {
    super('runnel');
    this.version(1).stores({ chats: 'id, updatedAt', messages: 'id, chatId' });
  }
}

let database: RunnelDatabase | undefined;

function open(): RunnelDatabase {
  database ??= new RunnelDatabase();
  return database;
}

/** The branch of a chat that is shown, first message first; undefined when this browser has no such chat. */
export async function loadChat(chatId: ChatId): Promise<ChatMessage[] | undefined> {
  const { chats, messages } = open();
  const chat = await chats.get(chatId);
  if (chat === undefined) return undefined;
  const rows = new Map((await messages.where({ chatId }).toArray()).map((row) => [row.id, row]));
  const branch: ChatMessage[] = [];
  for (let row = rows.get(chat.headId); row !== undefined; row = rows.get(row.parentId ?? '')) {
    branch.push(row.message);
    rows.delete(row.id);
  }
  return branch.reverse();
}

/**
 * Stores a message below `parentId`; one that is new becomes the chat's head. An answer is never replaced by an earlier
 * state of it, which another tab may still hold: not by one that has not ended, nor by one of a run before.
 */
export async function saveMessage(
  chatId: ChatId,
  message: ChatMessage,
  parentId: string | null,
): Promise<void> {
  const { chats, messages } = open();
  const now = Date.now();
  await open().transaction('rw', chats, messages, async () => {
    const present = await messages.get(message.id);
    const [run, presentRun] = [message.metadata?.runId, present?.message.metadata?.runId];
    const pastRuns = present?.pastRuns ?? [];
    if (run !== undefined && pastRuns.includes(run)) return;
    if (run === presentRun && hasEnded(present?.message) && !hasEnded(message)) return;
    if (presentRun !== undefined && run !== presentRun) pastRuns.push(presentRun);
    const createdAt = present?.createdAt ?? now;
    await messages.put({ id: message.id, chatId, parentId, createdAt, message, pastRuns });
    const chat = await chats.get(chatId);
    await chats.put({
      id: chatId,
      title: chat?.title ?? titleFrom(message),
      createdAt: chat?.createdAt ?? now,
      updatedAt: now,
      // Only what is new leads on: a tab that wakes late stores again what others have long gone on from.
      headId: present === undefined ? message.id : (chat?.headId ?? message.id),
    });
  });
}

function hasEnded(message: ChatMessage | undefined): boolean {
  return message?.metadata?.outcome !== undefined;
}

function titleFrom(message: ChatMessage): string {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
  return Array.from(text.replace(/\s+/g, ' ').trim()).slice(0, 60).join('');
}
