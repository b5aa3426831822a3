'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';

/** How this reader wants answers shown. Kept in this browser, the same in all its tabs. */
export type ReadingSettings = {
  /** Bursts of text are spread evenly over frames, at most a tenth of a second behind. */
  smooth: boolean;
  /** Code has line numbers. */
  lineNumbers: boolean;
  /** Long lines of code are broken; otherwise they scroll. */
  wrapLines: boolean;
};

const KEY = 'runnel-reading';
const USUAL: ReadingSettings = { smooth: false, lineNumbers: false, wrapLines: false };

const listeners = new Set<() => void>();
/** The settings as they were last read, with the text they were read from: React wants the same object for the same. */
let known: { text: string | null; settings: ReadingSettings } = { text: null, settings: USUAL };

/** The settings as they are now, whichever tab changed them. */
export function useReadingSettings(): ReadingSettings {
  return useSyncExternalStore(subscribe, readSettings, () => USUAL);
}

/** Changes some settings, here and in all other tabs. A browser that keeps nothing keeps them until the page goes. */
export function changeReadingSettings(change: Partial<ReadingSettings>): void {
  const settings = { ...readSettings(), ...change };
  const text = JSON.stringify(settings);
  try {
    localStorage.setItem(KEY, text);
    known = { text, settings };
  } catch {
    // Full or forbidden: what is stored stays as it was, and so does the text that stands for it.
    known = { text: known.text, settings };
  }
  for (const listener of listeners) listener();
}

function readSettings(): ReadingSettings {
  const text = storedText();
  if (text !== known.text) known = { text, settings: parseSettings(text) };
  return known.settings;
}

function storedText(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return known.text; // forbidden
  }
}

/** What is stored may be of another version, or a reader's own doing: only what is a choice counts. */
function parseSettings(text: string | null): ReadingSettings {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? '{}');
  } catch {
    return USUAL;
  }
  const choices = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const choice = (name: keyof ReadingSettings) =>
    choices[name] === undefined ? USUAL[name] : choices[name] === true;
  return { smooth: choice('smooth'), lineNumbers: choice('lineNumbers'), wrapLines: choice('wrapLines') };
}

function subscribe(listener: () => void): () => void {
  // Fires for changes by other tabs only.
  const onStorage = (event: StorageEvent) => {
    if (event.key === KEY || event.key === null) listener();
  };
  listeners.add(listener);
  addEventListener('storage', onStorage);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', onStorage);
  };
}
