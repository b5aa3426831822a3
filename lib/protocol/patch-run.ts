import { z } from 'zod';
import { isRunId, type RunId } from './ids.ts';

/** The longest wait that a reader can ask for. */
export const MAX_WAIT_MS = 3_600_000;

/** The body of `PATCH /api/chats/:chatId/run`, which says one thing about a run. */
export const patchRunSchema = z
  .strictObject({
    runId: z.custom<RunId>(isRunId, 'must be 1–64 of A-Z a-z 0-9 _ -'),
    /** By how many milliseconds the wait for the model is extended. */
    extendWaitMs: z.int().min(1).max(MAX_WAIT_MS).optional(),
    /** A browser has stored the answer. */
    collected: z.literal(true).optional(),
  })
  .refine(
    ({ extendWaitMs, collected }) => (extendWaitMs === undefined) !== (collected === undefined),
    'needs either extendWaitMs or collected',
  );
