import 'client-only';
import type { StorageTrouble } from '../storage-trouble.ts';
import type { ImportReport } from './import-chats.ts';
import type { TransferErrorCode } from './transfer-error.ts';

/** What became of an import. Unless there is a report, nothing was stored. `where`: the place in the file, in English. */
export type ImportOutcome =
  | { report: ImportReport }
  | { notImported: TransferErrorCode; where: string }
  | { trouble: StorageTrouble };

/** Imports a file in a worker: the page stays quick, however large the file is. */
export function importFile(file: Blob): Promise<ImportOutcome> {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module' });
  return new Promise<ImportOutcome>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<ImportOutcome>) => resolve(data));
    // The worker did not load, or ran out of memory.
    worker.addEventListener('error', () => resolve({ trouble: 'broken' }));
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
