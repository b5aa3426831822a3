'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import { writeLocal } from '../platform/local-storage.ts';

// An attribute of the root element is the source of truth, because the styles read it. `app/first-paint.ts` restores it from
// storage before the first paint.

const SIDEBAR_KEY = 'runnel.sidebar';
const WIDE = '(width >= 64rem)';

/** Whether the sidebar is shown beside the chat: the window is wide enough and the reader has not closed it. */
export function useSidebarShown(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => hasRoomForSidebar() && isSidebarOpen(),
    () => false,
  );
}

/** Whether the window is wide enough for a sidebar beside the chat. */
export function hasRoomForSidebar(): boolean {
  return matchMedia(WIDE).matches;
}

export function isSidebarOpen(): boolean {
  return document.documentElement.dataset.sidebar !== 'closed';
}

export function setSidebarOpen(open: boolean): void {
  const { dataset } = document.documentElement;
  // `open` also says that the reader has opened it on this page, which the sidebar's animation depends on.
  dataset.sidebar = open ? 'open' : 'closed';
  writeLocal(SIDEBAR_KEY, open ? undefined : 'closed');
}

function subscribe(listener: () => void): () => void {
  const root = new MutationObserver(listener);
  root.observe(document.documentElement, { attributes: true, attributeFilter: ['data-sidebar'] });
  const room = matchMedia(WIDE);
  room.addEventListener('change', listener);
  return () => {
    root.disconnect();
    room.removeEventListener('change', listener);
  };
}
