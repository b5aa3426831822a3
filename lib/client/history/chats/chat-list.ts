import 'client-only';
import { liveQuery, type Subscription } from 'dexie';
import { type ChatRow, openDatabase } from '../database.ts';
import { classifyStorageError, type StorageProblem } from '../storage-problem.ts';
import { type ChatGroup, groupChats } from './chat-groups.ts';

export type ChatListState = {
  /** `opening` until the database has answered once. */
  status: 'opening' | 'ready' | 'failed';
  /** The pinned chats, and as many others as were asked for, the newest first. */
  groups: readonly ChatGroup[];
  /** How many chats there are, shown or not. */
  total: number;
  /** There are more than were asked for: `showMore` brings them. */
  more: boolean;
  problem?: StorageProblem;
};

const OPENING: ChatListState = { status: 'opening', groups: [], total: 0, more: false };
const PAGE = 100;

type Found = { chats: ChatRow[]; total: number };

/**
 * The list of chats, kept true while any tab changes any of them. A store in the sense of React's `useSyncExternalStore`;
 * it watches the database only while someone watches it.
 */
export class ChatList {
  #state = OPENING;
  #limit = PAGE;
  #found: Found | undefined;
  #subscription: Subscription | undefined;
  #midnight: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  getState = (): ChatListState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#watch();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#rest();
    };
  };

  showMore = (): void => {
    if (!this.#state.more) return;
    this.#limit += PAGE;
    this.#rest();
    this.#watch();
  };

  #watch(): void {
    const limit = this.#limit;
    this.#subscription = liveQuery(() => readChats(limit)).subscribe({
      next: (found) => {
        this.#found = found;
        this.#group();
      },
      error: (error) =>
        this.#publish({ ...this.#state, status: 'failed', problem: classifyStorageError(error) }),
    });
  }

  #rest(): void {
    this.#subscription?.unsubscribe();
    clearTimeout(this.#midnight);
  }

  /** Groups what was found, and again when the day ends: what was today is yesterday then. */
  #group(): void {
    if (this.#found === undefined) return;
    const { chats, total } = this.#found;
    const now = new Date();
    this.#publish({ status: 'ready', groups: groupChats(chats, now), total, more: chats.length < total });
    clearTimeout(this.#midnight);
    const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
    this.#midnight = setTimeout(() => this.#group(), tomorrow - now.getTime());
  }

  #publish(state: ChatListState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The pinned chats and the newest `limit` of all, each once. One transaction: the count fits the rows. */
async function readChats(limit: number): Promise<Found> {
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
