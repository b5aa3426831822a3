'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import { writeLocal } from '../platform/local-storage.ts';

// As with the sidebar, an attribute of the root element is the source of truth.

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const THEME_KEY = 'runnel.theme';

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

function readTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function subscribe(listener: () => void): () => void {
  const root = new MutationObserver(listener);
  root.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => root.disconnect();
}
