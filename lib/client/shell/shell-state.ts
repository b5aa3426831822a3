'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import { StateStore } from '../chat/state-store.ts';
import { returnToComposer } from '../composer/composer-field.ts';

/** What can lie over the chat, one at a time. `prompts`: the palette with the reusable prompts alone. */
export type Overlay = 'drawer' | 'palette' | 'prompts' | 'search' | 'settings' | 'shortcuts';

/** A word about something that was done, with a way back where there is one. */
export type Toast = { text: string; action?: { label: string; run(): void }; milliseconds: number };

export type ShellState = { overlay: Overlay | undefined; toast: Toast | undefined };

const TOAST_MS = 5_000;
const CLEAR: ShellState = { overlay: undefined, toast: undefined };
/** What had the focus before the first dialog took it. */
let focusedBefore: Element | null = null;
const store = new StateStore<ShellState>(CLEAR);

export function useShellState(): ShellState {
  return useSyncExternalStore(store.subscribe, store.getState, () => CLEAR);
}

export function openOverlay(overlay: Overlay): void {
  if (getOverlay() === undefined) focusedBefore = document.activeElement;
  store.set({ overlay });
}

/** After the last dialog: the focus goes back to where it was, unless something has it that was asked to take it. */
export function restoreFocus(): void {
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (!isLost || getOverlay() !== undefined) return;
  if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected) focusedBefore.focus();
  else returnToComposer(); // it was in a notice that is gone by now, for example
}

export function closeOverlay(): void {
  store.set({ overlay: undefined });
}

export function getOverlay(): Overlay | undefined {
  return store.getState().overlay;
}

/** Shows a toast in place of the one before. It never takes the focus. */
export function showToast(text: string, action?: Toast['action'], milliseconds = TOAST_MS): void {
  store.set({ toast: { text, milliseconds, ...(action ? { action } : {}) } });
}

export function closeToast(): void {
  store.set({ toast: undefined });
}
