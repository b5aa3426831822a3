import 'client-only';
import type { StorageProblem } from '../storage-problem.ts';
import type { ChatGroup } from './chat-groups.ts';

export type ChatListState = {
  /** `opening` until the database has responded once. */
  status: 'opening' | 'ready' | 'failed';
  /** The pinned chats, and the newest ones up to the current limit. */
  groups: readonly ChatGroup[];
  /** Number of chats in the database. */
  total: number;
  /** Whether `showMore` would add chats. */
  hasMore: boolean;
  problem?: StorageProblem;
};

export const OPENING: ChatListState = { status: 'opening', groups: [], total: 0, hasMore: false };
