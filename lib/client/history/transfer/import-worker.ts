import 'client-only';
import { classifyStorageError } from '../storage-problem.ts';
import { importChats } from './import-chats.ts';
import type { ImportOutcome, ImportWorkerMessage } from './import-file.ts';
import { TransferError } from './transfer-error.ts';

// Reading and checking a file of 20 MB takes a second, which is why this is no work for the page's own thread.

const controller = new AbortController();
const tell = (news: ImportWorkerMessage) => postMessage(news);

addEventListener('message', async ({ data }: MessageEvent<Blob | 'cancel'>) => {
  if (data === 'cancel') controller.abort();
  else
    tell(await importChats(data, { signal: controller.signal, onProgress: tell }).then(asReport, asFailure));
});

const asReport = (report: Awaited<ReturnType<typeof importChats>>): ImportOutcome => ({ report });

function asFailure(error: unknown): ImportOutcome {
  if (controller.signal.aborted) return { cancelled: true };
  if (error instanceof TransferError) return { error: error.code, where: error.message };
  return { problem: classifyStorageError(error) };
}
