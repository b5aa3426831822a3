'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import { writeLocal } from '../platform/local-storage.ts';

// The attributes of the root element are the source of truth, because the styles read them. `app/first-paint.ts` restores them
// from storage before the first paint.

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const THEME_KEY = 'runnel.theme';
const SIDEBAR_KEY = 'runnel.sidebar';
const WIDE = '(width >= 64rem)';

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme, () => 'system');
}

export function chooseTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  writeLocal(THEME_KEY, theme === 'system' ? undefined : theme);
  updateThemeColor();
}

/** Sets the color of the browser's UI to that of the theme. The tags in the head only follow the system's theme. */
export function updateThemeColor(): void {
  const theme = readTheme();
  for (const tag of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const isDark = theme === 'system' ? tag.media.includes('dark') : theme === 'dark';
    tag.content = isDark ? '#171d21' : '#fcfdfe';
  }
}

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

function readTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function subscribe(listener: () => void): () => void {
  const root = new MutationObserver(listener);
  root.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['data-theme', 'data-sidebar'],
  });
  const room = matchMedia(WIDE);
  room.addEventListener('change', listener);
  return () => {
    root.disconnect();
    room.removeEventListener('change', listener);
  };
}
