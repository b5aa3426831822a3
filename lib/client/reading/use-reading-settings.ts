'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';

/** How answers are shown. Saved in this browser and shared by its tabs. */
export type ReadingSettings = {
  /** Bursts of text are spread over frames, at most 0.1 s late. */
  smooth: boolean;
  /** Code has line numbers. */
  lineNumbers: boolean;
  /** Long lines of code wrap; otherwise they scroll. */
  wrapLines: boolean;
};

const KEY = 'runnel-reading';
const DEFAULTS: ReadingSettings = { smooth: false, lineNumbers: false, wrapLines: false };

const listeners = new Set<() => void>();
/** The settings that were last read, and their stored text: React requires the same object for the same settings. */
let cached: { text: string | null; settings: ReadingSettings } = { text: null, settings: DEFAULTS };

/** The current settings, kept up to date across tabs. */
export function useReadingSettings(): ReadingSettings {
  return useSyncExternalStore(subscribe, readSettings, () => DEFAULTS);
}

/** Changes settings in all tabs. If they cannot be saved, only in this tab and until it is closed. */
export function changeReadingSettings(change: Partial<ReadingSettings>): void {
  const settings = { ...readSettings(), ...change };
  const text = JSON.stringify(settings);
  try {
    localStorage.setItem(KEY, text);
    cached = { text, settings };
  } catch {
    // Storage is full or blocked: the stored text is unchanged, so it stays the cache's key.
    cached = { text: cached.text, settings };
  }
  for (const listener of listeners) listener();
}

function readSettings(): ReadingSettings {
  const text = readStoredText();
  if (text !== cached.text) cached = { text, settings: parseSettings(text) };
  return cached.settings;
}

function readStoredText(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return cached.text; // storage is blocked
  }
}

/** Parses stored settings. Ignores invalid values: another version or the reader may have written them. */
function parseSettings(text: string | null): ReadingSettings {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? '{}');
  } catch {
    return DEFAULTS;
  }
  const choices = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const choice = (name: keyof ReadingSettings) =>
    choices[name] === undefined ? DEFAULTS[name] : choices[name] === true;
  return { smooth: choice('smooth'), lineNumbers: choice('lineNumbers'), wrapLines: choice('wrapLines') };
}

function subscribe(listener: () => void): () => void {
  // Storage events fire only for changes by other tabs.
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
