'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import type { ImportProgress } from '../history/transfer/import-chats.ts';
import { type ImportOutcome, importFile } from '../history/transfer/import-file.ts';
import { StateStore } from '../state-store.ts';

export type ImportState = {
  /** How far the import is that runs; undefined while its file is read. */
  progress: ImportProgress | undefined;
  running: boolean;
  cancelling: boolean;
  /** What became of the last one. */
  outcome: ImportOutcome | undefined;
};

const NONE: ImportState = { progress: undefined, running: false, cancelling: false, outcome: undefined };
/** Of the page, not of the dialog that shows it: that may be closed and opened while an import runs. */
const store = new StateStore<ImportState>(NONE);
let controller: AbortController | undefined;

/** The import that runs, or ran last on this page. */
export function useImport(): ImportState {
  return useSyncExternalStore(store.subscribe, store.getState, () => NONE);
}

/** Imports a file; one at a time. */
export async function startImport(file: Blob): Promise<void> {
  if (store.getState().running) return;
  controller = new AbortController();
  store.set({ ...NONE, running: true });
  const outcome = await importFile(file, {
    signal: controller.signal,
    onProgress: (progress) => store.set({ progress }),
  });
  store.set({ ...NONE, outcome });
}

/** Ends the import that runs. Nothing of it stays, unless it is done already. */
export function cancelImport(): void {
  controller?.abort();
  store.set({ cancelling: true });
}

/** The outcome was seen. */
export function forgetImport(): void {
  store.set({ outcome: undefined });
}
