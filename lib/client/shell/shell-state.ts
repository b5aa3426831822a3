'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import { StateStore } from '../state-store.ts';

/** What can lie over the chat, one at a time. `prompts`: the palette with the reusable prompts alone. */
export type Overlay = 'drawer' | 'palette' | 'prompts' | 'search' | 'settings' | 'shortcuts';

/** A word about something that was done, with a way back where there is one. */
export type Toast = { text: string; action?: { label: string; run(): void }; milliseconds: number };

export type ShellState = { overlay: Overlay | undefined; toast: Toast | undefined };

const TOAST_MS = 5_000;
const CLEAR: ShellState = { overlay: undefined, toast: undefined };
const store = new StateStore<ShellState>(CLEAR);

export function useShellState(): ShellState {
  return useSyncExternalStore(store.subscribe, store.getState, () => CLEAR);
}

export function openOverlay(overlay: Overlay): void {
  store.set({ overlay });
}

export function closeOverlay(): void {
  store.set({ overlay: undefined });
}

export function currentOverlay(): Overlay | undefined {
  return store.getState().overlay;
}

/** Shows a toast in place of the one before. It never takes the focus. */
export function showToast(text: string, action?: Toast['action'], milliseconds = TOAST_MS): void {
  store.set({ toast: { text, milliseconds, ...(action ? { action } : {}) } });
}

export function closeToast(): void {
  store.set({ toast: undefined });
}
