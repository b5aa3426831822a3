import 'client-only';
import { classifyStorageError } from '../storage-problem.ts';
import { type ImportReport, importChats } from './import-chats.ts';
import type { ImportOutcome, ImportWorkerMessage } from './import-messages.ts';
import { TransferError } from './transfer-error.ts';

// A worker, because reading and checking a file of 20 MB takes about a second.

const controller = new AbortController();
const send = (message: ImportWorkerMessage) => postMessage(message);

addEventListener('message', async ({ data }: MessageEvent<Blob | 'cancel'>) => {
  if (data === 'cancel') controller.abort();
  else
    send(await importChats(data, { signal: controller.signal, onProgress: send }).then(toReport, toFailure));
});

function toReport(report: ImportReport): ImportOutcome {
  return { report };
}

function toFailure(error: unknown): ImportOutcome {
  if (controller.signal.aborted) return { cancelled: true };
  if (error instanceof TransferError) return { error: error.code, where: error.message };
  return { problem: classifyStorageError(error) };
}
