import 'client-only';
import { liveQuery } from 'dexie';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { saveMessage } from './chat-history.ts';
import { openDatabase, type QueuedRow, type RunnelDatabase } from './database.ts';
import { HistoryError } from './history-error.ts';

type Parts = ChatMessage['parts'];
export type QueuedQuestion = Required<QueuedRow>;

/** Appends a question to the queue, which survives a reload. @returns its position */
export async function enqueue(chatId: ChatId, parts: Parts): Promise<number> {
  return change((queue) => queue.add({ chatId, parts }));
}

/** Returns the queue of a chat, first in first out. */
export async function listQueue(chatId: ChatId): Promise<QueuedQuestion[]> {
  return (await openDatabase().queue.where({ chatId }).sortBy('position')) as QueuedQuestion[];
}

/**
 * Calls `onQueue` with the queue of a chat now and whenever any tab changes it. Without storage the queue is empty.
 * @returns a function that unsubscribes
 */
export function followQueue(chatId: ChatId, onQueue: (queue: readonly QueuedQuestion[]) => void): () => void {
  const subscription = liveQuery(() => listQueue(chatId)).subscribe({
    next: onQueue,
    error: () => onQueue([]),
  });
  return () => subscription.unsubscribe();
}

/** @returns whether the question was still in the queue */
export async function editQueued(position: number, parts: Parts): Promise<boolean> {
  return (await change((queue) => queue.update(position, { parts }))) === 1;
}

/** @returns whether the question was still in the queue */
export async function cancelQueued(position: number): Promise<boolean> {
  return (await change((queue) => queue.where({ position }).delete())) === 1;
}

/**
 * Moves a question from the queue into its chat, in one transaction: if the tab dies meanwhile, the question is still in the
 * queue or already a message.
 * @returns the message with the question's current text, or undefined if another tab has taken the question or the chat was
 * deleted. Of several tabs that try, one succeeds.
 * @throws HistoryError `rows-missing` if the chat's rows were deleted, and errors of the database. The question then stays.
 */
export async function takeQueued(
  { chatId, position }: Pick<QueuedQuestion, 'chatId' | 'position'>,
  message: ChatMessage,
  parentId: string | null,
): Promise<ChatMessage | undefined> {
  const database = openDatabase();
  const { queue, chats, messages, texts, graves } = database;
  return database.transaction('rw', [queue, chats, messages, texts, graves], async () => {
    if (await graves.get(chatId)) return undefined;
    if ((await chats.get(chatId)) === undefined) throw new HistoryError('rows-missing');
    const row = await queue.get(position);
    if (row === undefined) return undefined;
    const question = { ...message, parts: row.parts };
    await queue.delete(position);
    await saveMessage(chatId, question, { parentId });
    return question;
  });
}

/**
 * Runs a change in an explicit transaction, so that Dexie notifies live queries after the commit. Without one it notifies
 * them before, and a page reloaded in between would find the old state.
 */
function change<Result>(work: (queue: RunnelDatabase['queue']) => PromiseLike<Result>): Promise<Result> {
  const database = openDatabase();
  return database.transaction('rw', database.queue, () => work(database.queue));
}
