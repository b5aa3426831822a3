'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import { StateStore } from '../chat/state-store.ts';
import { returnToComposer } from '../composer/composer-field.ts';

/**
 * What may cover the chat, one at a time. `prompts`: the palette with only the reusable prompts. `edit-prompts`: the settings, at
 * the reusable prompts.
 */
export type Overlay =
  | 'compare'
  | 'drawer'
  | 'palette'
  | 'prompts'
  | 'search'
  | 'settings'
  | 'edit-prompts'
  | 'shortcuts'
  | 'inspector'
  | 'replay'
  | 'sign-in';

/** A short notice, with an optional action such as undo. */
export type Toast = { text: string; action?: { label: string; run(): void }; milliseconds: number };

export type ShellState = { overlay: Overlay | undefined; toast: Toast | undefined };

const TOAST_MS = 5_000;
const INITIAL: ShellState = { overlay: undefined, toast: undefined };
/** The element that had the focus before the first dialog opened. */
let focusedBefore: Element | null = null;
const store = new StateStore<ShellState>(INITIAL);

export function useShellState(): ShellState {
  return useSyncExternalStore(store.subscribe, store.getState, () => INITIAL);
}

export function openOverlay(overlay: Overlay): void {
  if (getOverlay() === undefined) focusedBefore = document.activeElement;
  store.set({ overlay });
}

/** Restores the focus after the last dialog has closed, unless another element has taken it. */
export function restoreFocus(): void {
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (!isLost || getOverlay() !== undefined) return;
  if (focusedBefore instanceof HTMLElement && focusedBefore.isConnected) focusedBefore.focus();
  else returnToComposer(); // the element may have been in a notice that has closed since
}

export function closeOverlay(): void {
  store.set({ overlay: undefined });
}

export function getOverlay(): Overlay | undefined {
  return store.getState().overlay;
}

/** Shows a toast, which replaces the current one. It never takes the focus. */
export function showToast(text: string, action?: Toast['action'], milliseconds = TOAST_MS): void {
  store.set({ toast: { text, milliseconds, ...(action ? { action } : {}) } });
}

export function closeToast(): void {
  store.set({ toast: undefined });
}
