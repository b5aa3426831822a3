'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import type { Recording } from '#lib/protocol/recording/recording.ts';
import { StateStore } from '../chat/state-store.ts';
import { closeOverlay, getOverlay, type Overlay, openOverlay } from '../shell/shell-state.ts';

type ReplayState = {
  /** Undefined until the reader has chosen a file. */
  recording: Recording | undefined;
  /** The number of lines after which it is paused; undefined: it plays from its start. */
  at: number | undefined;
  /** How many recordings were opened before. */
  opened: number;
  /** The dialog from which the replay was opened. */
  from: Overlay | undefined;
};

const CLOSED: ReplayState = { recording: undefined, at: undefined, opened: 0, from: undefined };
const store = new StateStore<ReplayState>(CLOSED);

/** The recording that is replayed, from where, and a number that differs for each. */
export function useReplayedRecording(): Omit<ReplayState, 'from'> {
  return useSyncExternalStore(store.subscribe, store.getState, () => CLOSED);
}

/**
 * Opens the dialog that replays a recording. Without one, it offers to open a file.
 * @param at pauses after this number of lines, instead of playing from the start
 */
export function openReplay(recording?: Recording, at?: number): void {
  const overlay = getOverlay();
  const { from, opened } = store.getState();
  store.set({ recording, at, opened: opened + 1, from: overlay === 'replay' ? from : overlay });
  openOverlay('replay');
}

/** Closes the dialog, and opens again the one that it was opened from. */
export function closeReplay(): void {
  const { from } = store.getState();
  store.set(CLOSED);
  if (from) openOverlay(from);
  else closeOverlay();
}
