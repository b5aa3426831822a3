'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';

// The root element is what is true, for the styles read it; the storage brings it back at the next visit, before the first
// paint (app/first-paint.ts).

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const THEME_KEY = 'runnel.theme';
const SIDEBAR_KEY = 'runnel.sidebar';
const WIDE = '(width >= 64rem)';

/** The colours that the reader chose, or their system's. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme, () => 'system');
}

export function chooseTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  remember(THEME_KEY, theme === 'system' ? undefined : theme);
  updateThemeColor();
}

/** Gives the browser's own bars the colour of the page: the tags in the head know the system's choice only. */
export function updateThemeColor(): void {
  const theme = readTheme();
  for (const tag of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const isDark = theme === 'system' ? tag.media.includes('dark') : theme === 'dark';
    tag.content = isDark ? '#14181b' : '#fbfcfd';
  }
}

/** Whether the sidebar stands beside the chat: there is room for it, and the reader has not closed it. */
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
  if (open) delete dataset.sidebar;
  else dataset.sidebar = 'closed';
  remember(SIDEBAR_KEY, open ? undefined : 'closed');
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

/** A browser that allows no storage forgets the choice with the page, which is no reason to fail. */
function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    return; // as above
  }
}
