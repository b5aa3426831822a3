import 'client-only';
import { liveQuery } from 'dexie';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { openDatabase, type QueuedRow, type RunnelDatabase } from './database.ts';

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

/** Removes a question from the queue in order to send it. If several tabs try, only one receives it. */
export async function takeQueued(position: number): Promise<QueuedQuestion | undefined> {
  return change(async (queue) => {
    const question = await queue.get(position);
    await queue.delete(position);
    return question as QueuedQuestion | undefined;
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
