'use client';
import 'client-only';
import { useMemo, useSyncExternalStore } from 'react';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import type { ChatListState } from './chat-list.ts';

const OPENING: ChatListState = { status: 'opening', groups: [], total: 0, more: false };
const listCode = lazyValue(() => import('./chat-list.ts'));

/**
 * The list of this browser's chats as it is now, whichever tab changes it. The database is loaded by its first use.
 * `unloaded`: it could not be loaded.
 */
export function useChatList(): ChatListState & { unloaded: boolean; retrying: boolean; showMore(): void } {
  const { value: code, failed, retrying } = useLazyValue(listCode);
  const list = useMemo(() => code && new code.ChatList(), [code]);
  const state = useSyncExternalStore(
    list?.subscribe ?? subscribeToNothing,
    list?.getState ?? opening,
    opening,
  );
  return { ...state, unloaded: failed, retrying, showMore: () => list?.showMore() };
}

function opening(): ChatListState {
  return OPENING;
}

function subscribeToNothing(): () => void {
  return () => {};
}
