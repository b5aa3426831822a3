import 'client-only';
import type { StorageProblem } from '../storage-problem.ts';
import type { ImportOptions, ImportProgress, ImportReport } from './import-chats.ts';
import type { TransferErrorCode } from './transfer-error.ts';

/** What became of an import. Unless there is a report, nothing was stored. `where`: the place in the file, in English. */
export type ImportOutcome =
  | { report: ImportReport }
  | { error: TransferErrorCode; where: string }
  | { problem: StorageProblem }
  | { cancelled: true };

/** What the worker says: how far it is, and at last what became of the import. */
export type ImportWorkerMessage = ImportProgress | ImportOutcome;

/**
 * Imports a file in a worker: the page stays quick, however large the file is. Once the signal is aborted nothing more is
 * stored, and what was is taken back; an import that was done by then is told as done.
 */
export function importFile(file: Blob, { signal, onProgress }: ImportOptions = {}): Promise<ImportOutcome> {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module' });
  const cancel = () => worker.postMessage('cancel');
  return new Promise<ImportOutcome>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<ImportWorkerMessage>) => {
      if ('done' in data) onProgress?.(data);
      else resolve(data);
    });
    // The worker did not load, or ran out of memory.
    worker.addEventListener('error', () => resolve({ problem: 'broken' }));
    worker.postMessage(file);
    signal?.addEventListener('abort', cancel);
  }).finally(() => {
    signal?.removeEventListener('abort', cancel);
    worker.terminate();
  });
}
