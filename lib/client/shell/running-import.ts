'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import { StateStore } from '../chat/state-store.ts';
import type { ImportProgress } from '../history/transfer/import-chats.ts';
import { importFile } from '../history/transfer/import-file.ts';
import type { ImportOutcome } from '../history/transfer/import-messages.ts';

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
/** Of the newest import; only that one may write to the store. */
let controller: AbortController | undefined;

/** The import that runs, or ran last on this page. */
export function useImport(): ImportState {
  return useSyncExternalStore(store.subscribe, store.getState, () => NONE);
}

/**
 * Imports a file. An import that is still running is cancelled first, so the outcome in the store is always that of the file
 * chosen last. Each import is one database transaction: two that overlap for a moment cannot mix.
 */
export async function startImport(file: Blob): Promise<void> {
  controller?.abort();
  const own = new AbortController();
  controller = own;
  const publish = (change: Partial<ImportState>) => {
    if (controller === own) store.set(change);
  };
  publish({ ...NONE, running: true });
  const outcome = await importFile(file, {
    signal: own.signal,
    onProgress: (progress) => publish({ progress }),
  });
  publish({ ...NONE, outcome });
}

/** Ends the import that runs. Nothing of it stays, unless it is done already. */
export function cancelImport(): void {
  controller?.abort();
  store.set({ cancelling: true });
}

/** The outcome was seen. */
export function dismissImportOutcome(): void {
  store.set({ outcome: undefined });
}
