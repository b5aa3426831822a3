'use client';
import 'client-only';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ChatList, ChatListState } from './chat-list.ts';

const OPENING: ChatListState = { status: 'opening', groups: [], total: 0, more: false };

/** The list of this browser's chats as it is now, whichever tab changes it. The database is loaded by its first use. */
export function useChatList(): ChatListState & { showMore(): void } {
  const [list, setList] = useState<ChatList>();
  useEffect(() => {
    let gone = false;
    void import('./chat-list.ts').then(({ ChatList }) => {
      if (!gone) setList(new ChatList());
    });
    return () => {
      gone = true;
    };
  }, []);
  const state = useSyncExternalStore(
    list?.subscribe ?? subscribeToNothing,
    list?.getState ?? opening,
    opening,
  );
  return { ...state, showMore: () => list?.showMore() };
}

function opening(): ChatListState {
  return OPENING;
}

function subscribeToNothing(): () => void {
  return () => {};
}
