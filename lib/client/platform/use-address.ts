'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import { type ChatId, isChatId } from '#lib/protocol/ids.ts';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  globalThis.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    globalThis.removeEventListener('popstate', listener);
  };
}

/** The chat in the page's address; undefined for a new chat, null while the page is prerendered. */
export function useChatAddress(): ChatId | undefined | null {
  return useSyncExternalStore(subscribe, readAddress, () => null);
}

/** Reads the chat in the current address; undefined for a new chat. */
export function readAddress(): ChatId | undefined {
  const id = /^\/chats\/([^/]+)$/.exec(location.pathname)?.[1];
  return isChatId(id) ? id : undefined;
}

/** Changes the address without a request to the server: chats are in the browser. @param messageId the message to scroll to */
export function goToChat(chatId: ChatId | undefined, how: 'push' | 'replace', messageId?: string): void {
  const path = chatId === undefined ? '/' : `/chats/${chatId}`;
  const address = messageId === undefined ? path : `${path}#message-${messageId}`;
  if (how === 'push') history.pushState(history.state, '', address);
  else history.replaceState(history.state, '', address);
  for (const listener of listeners) listener();
  // `pushState` does not fire this, unlike a click on a link.
  if (messageId !== undefined) dispatchEvent(new HashChangeEvent('hashchange'));
}
