import 'client-only';
import { storageTrouble } from '../storage-trouble.ts';
import { importChats } from './import-chats.ts';
import type { ImportOutcome } from './import-file.ts';
import { TransferError } from './transfer-error.ts';

// Reading and checking a file of 20 MB takes a second, which is why this is no work for the page's own thread.

addEventListener('message', async ({ data }: MessageEvent<Blob>) => {
  const outcome: ImportOutcome = await importChats(data).then(
    (report) => ({ report }),
    (error: unknown) =>
      error instanceof TransferError
        ? { notImported: error.code, where: error.message }
        : { trouble: storageTrouble(error) },
  );
  postMessage(outcome);
});
