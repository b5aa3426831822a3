import 'client-only';
import type { StorageProblem } from '../storage-problem.ts';
import type { ImportProgress, ImportReport } from './import-chats.ts';
import type { TransferErrorCode } from './transfer-error.ts';

/** The result of an import. Without a report, nothing was stored. `where`: the position in the file, in English. */
export type ImportOutcome =
  | { report: ImportReport }
  | { error: TransferErrorCode; where: string }
  | { problem: StorageProblem }
  | { cancelled: true };

/** A message from the import worker to the page: progress, then one outcome. */
export type ImportWorkerMessage = ImportProgress | ImportOutcome;
