import 'client-only';
import { liveQuery } from 'dexie';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { openDatabase, type QueuedRow, type RunnelDatabase } from './database.ts';

type Parts = ChatMessage['parts'];
export type QueuedQuestion = Required<QueuedRow>;

/** Puts a question behind those that wait already. It is kept: a reload does not lose it. */
export async function enqueue(chatId: ChatId, parts: Parts): Promise<number> {
  return change((queue) => queue.add({ chatId, parts }));
}

/** What waits in a chat, first come first. */
export async function listQueue(chatId: ChatId): Promise<QueuedQuestion[]> {
  return (await openDatabase().queue.where({ chatId }).sortBy('position')) as QueuedQuestion[];
}

/**
 * Calls `onQueue` with the questions that wait in a chat, now and whenever a tab changes them. Without storage there are none.
 * @returns a function that ends it
 */
export function followQueue(
  chatId: ChatId,
  onQueue: (waiting: readonly QueuedQuestion[]) => void,
): () => void {
  const found = liveQuery(() => listQueue(chatId)).subscribe({ next: onQueue, error: () => onQueue([]) });
  return () => found.unsubscribe();
}

/** @returns whether the question still waited. */
export async function editQueued(position: number, parts: Parts): Promise<boolean> {
  return (await change((queue) => queue.update(position, { parts }))) === 1;
}

/** @returns whether the question still waited. */
export async function cancelQueued(position: number): Promise<boolean> {
  return (await change((queue) => queue.where({ position }).delete())) === 1;
}

/** Takes a question that waits, to be asked. Of several tabs that reach for it, one gets it. */
export async function takeQueued(position: number): Promise<QueuedQuestion | undefined> {
  return change(async (queue) => {
    const question = await queue.get(position);
    await queue.delete(position);
    return question as QueuedQuestion | undefined;
  });
}

/**
 * In a transaction of its own a change is listed when it is kept. Without one Dexie lists it before, and a page that is
 * reloaded in between finds the old state.
 */
function change<Result>(work: (queue: RunnelDatabase['queue']) => PromiseLike<Result>): Promise<Result> {
  const database = openDatabase();
  return database.transaction('rw', database.queue, () => work(database.queue));
}
