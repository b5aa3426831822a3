'use client';
import 'client-only';
import { useMemo, useSyncExternalStore } from 'react';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import { type ChatListState, OPENING } from './chat-list-state.ts';

const listCode = lazyValue(() => import('./chat-list.ts'));

/**
 * Returns the list of this browser's chats, updated whenever any tab changes one. Loads the database's code on first use.
 * `unloaded`: the code could not be loaded.
 */
export function useChatList(): ChatListState & { unloaded: boolean; retrying: boolean; showMore(): void } {
  const { value: code, failed, retrying } = useLazyValue(listCode);
  const list = useMemo(() => code && new code.ChatList(), [code]);
  const state = useSyncExternalStore(
    list?.subscribe ?? subscribeToNothing,
    list?.getState ?? getOpening,
    getOpening,
  );
  return { ...state, unloaded: failed, retrying, showMore: () => list?.showMore() };
}

function getOpening(): ChatListState {
  return OPENING;
}

function subscribeToNothing(): () => void {
  return () => {};
}
