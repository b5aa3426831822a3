'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import { StateStore } from '../chat/state-store.ts';
import type { ImportProgress } from '../history/transfer/import-chats.ts';
import { importFile } from '../history/transfer/import-file.ts';
import type { ImportOutcome } from '../history/transfer/import-messages.ts';

export type ImportState = {
  /** Undefined while the file is being read. */
  progress: ImportProgress | undefined;
  running: boolean;
  cancelling: boolean;
  /** The outcome of the last import. */
  outcome: ImportOutcome | undefined;
};

const NONE: ImportState = { progress: undefined, running: false, cancelling: false, outcome: undefined };
/** Outlives the settings dialog, which may be closed while an import runs. */
const store = new StateStore<ImportState>(NONE);
/** Belongs to the newest import, the only one that may write to the store. */
let controller: AbortController | undefined;

/** Returns the state of the newest import on this page. */
export function useImport(): ImportState {
  return useSyncExternalStore(store.subscribe, store.getState, () => NONE);
}

/**
 * Imports a file after cancelling the import in progress, so that the store always holds the outcome of the file chosen last.
 * Each import is one database transaction, so that overlapping imports cannot mix.
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

/** Cancels the import in progress. Nothing is stored, unless it has already been committed. */
export function cancelImport(): void {
  controller?.abort();
  store.set({ cancelling: true });
}

/** Clears the outcome. */
export function dismissImportOutcome(): void {
  store.set({ outcome: undefined });
}
