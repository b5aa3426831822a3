import 'client-only';
import type { ImportOptions } from './import-chats.ts';
import type { ImportOutcome, ImportWorkerMessage } from './import-messages.ts';

/**
 * Imports a file in a worker, so that the page stays responsive. Aborting the signal rolls the import back, unless it has
 * already been committed; the outcome tells which.
 */
export function importFile(file: Blob, { signal, onProgress }: ImportOptions = {}): Promise<ImportOutcome> {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module' });
  const cancel = () => worker.postMessage('cancel');
  return new Promise<ImportOutcome>((resolve) => {
    worker.addEventListener('message', ({ data }: MessageEvent<ImportWorkerMessage>) => {
      if ('done' in data) onProgress?.(data);
      else resolve(data);
    });
    // The worker failed to load, or ran out of memory.
    worker.addEventListener('error', () => resolve({ problem: 'broken' }));
    worker.postMessage(file);
    signal?.addEventListener('abort', cancel);
  }).finally(() => {
    signal?.removeEventListener('abort', cancel);
    worker.terminate();
  });
}
