import 'client-only';
import { liveQuery, type Subscription } from 'dexie';
import { type ChatRow, openDatabase } from '../database.ts';
import { classifyStorageError } from '../storage-problem.ts';
import { groupChats } from './chat-groups.ts';
import { type ChatListState, OPENING } from './chat-list-state.ts';

const PAGE_SIZE = 100;

type QueryResult = { chats: ChatRow[]; total: number };

/**
 * The list of chats, updated whenever any tab changes a chat. An external store for React's `useSyncExternalStore`. It
 * queries the database only while it has listeners.
 */
export class ChatList {
  #state = OPENING;
  #limit = PAGE_SIZE;
  #result: QueryResult | undefined;
  #subscription: Subscription | undefined;
  #midnight: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  getState = (): ChatListState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#query();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#unsubscribe();
    };
  };

  showMore = (): void => {
    if (!this.#state.hasMore) return;
    this.#limit += PAGE_SIZE;
    this.#unsubscribe();
    this.#query();
  };

  #query(): void {
    const limit = this.#limit;
    this.#subscription = liveQuery(() => queryChats(limit)).subscribe({
      next: (result) => {
        this.#result = result;
        this.#group();
      },
      error: (error) =>
        this.#publish({ ...this.#state, status: 'failed', problem: classifyStorageError(error) }),
    });
  }

  #unsubscribe(): void {
    this.#subscription?.unsubscribe();
    clearTimeout(this.#midnight);
  }

  /** Groups the chats by day, and again at midnight. */
  #group(): void {
    if (this.#result === undefined) return;
    const { chats, total } = this.#result;
    const now = new Date();
    this.#publish({ status: 'ready', groups: groupChats(chats, now), total, hasMore: chats.length < total });
    clearTimeout(this.#midnight);
    const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
    this.#midnight = setTimeout(() => this.#group(), tomorrow - now.getTime());
  }

  #publish(state: ChatListState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Reads the pinned and the newest `limit` chats in one transaction, so that the total matches the rows. */
async function queryChats(limit: number): Promise<QueryResult> {
  const database = openDatabase();
  const { chats } = database;
  return database.transaction('r', chats, async () => {
    const newest = await chats.orderBy('listOrder').limit(limit).toArray();
    const pinned = await chats.where('pinnedAt').above(0).toArray();
    const shown = new Map([...newest, ...pinned].map((chat) => [chat.id, chat]));
    const listed = [...shown.values()].filter(({ deletedAt }) => deletedAt === undefined);
    return { chats: listed, total: await chats.orderBy('listOrder').count() };
  });
}
