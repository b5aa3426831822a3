import 'client-only';
import Dexie, { type Table } from 'dexie';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RecordingHeader } from '#lib/protocol/recording/recording.ts';

/** A recorded run. Its lines are in the chunks. */
export type RecordedRun = {
  runId: string;
  chatId: ChatId;
  header: RecordingHeader;
  /** Of its lines, in UTF-16 code units, which is at least half of what the browser stores. */
  size: number;
  updatedAt: number;
  /** The lines beyond the limit of one recording are missing. */
  isCut?: true;
};

/** Some lines of a run, as they were written together. */
export type RecordedChunk = { id?: number; runId: string; text: string };

export const MAX_RUNS = 50;
export const MAX_TOTAL_SIZE = 20 * 2 ** 20;
export const MAX_RUN_SIZE = 10 * 2 ** 20;

/**
 * A database of its own: that of the chats needs no new version, which would close it in the tabs that have an older page open, and a
 * recording that cannot be stored, or is damaged, never touches an answer.
 */
class RecordingDatabase extends Dexie {
  declare runs: Table<RecordedRun, string>;
  declare chunks: Table<RecordedChunk, number>;

  constructor() {
    super('runnel-recordings');
    this.version(1).stores({ runs: 'runId, chatId, updatedAt', chunks: '++id, runId' });
  }
}

let database: RecordingDatabase | undefined;

function open(): RecordingDatabase {
  database ??= new RecordingDatabase();
  return database;
}

export async function findRun(runId: string): Promise<RecordedRun | undefined> {
  return open().runs.get(runId);
}

/** The recorded runs, the newest first. */
export async function listRuns(): Promise<RecordedRun[]> {
  return open().runs.orderBy('updatedAt').reverse().toArray();
}

/** Appends lines to a run, which is created if need be. What is beyond the limit of one recording is dropped. */
export async function appendLines(
  run: Pick<RecordedRun, 'runId' | 'chatId' | 'header'>,
  text: string,
): Promise<void> {
  const { runs, chunks } = open();
  await open().transaction('rw', runs, chunks, async () => {
    const known: Omit<RecordedRun, 'updatedAt'> = (await runs.get(run.runId)) ?? { ...run, size: 0 };
    const { size, isCut, ...row } = known;
    const fits = !isCut && size + text.length <= MAX_RUN_SIZE;
    const updatedAt = Date.now();
    if (fits) {
      await chunks.add({ runId: run.runId, text });
      await runs.put({ ...row, size: size + text.length, updatedAt });
    } else await runs.put({ ...row, size, updatedAt, isCut: true });
  });
}

/** The chunks of a run after number `after`, in order. */
export async function readChunks(runId: string, after = 0): Promise<RecordedChunk[]> {
  const { chunks } = open();
  if (after === 0) return chunks.where('runId').equals(runId).toArray();
  return (await chunks.where('id').above(after).toArray()).filter((chunk) => chunk.runId === runId);
}

/** Deletes the oldest runs beyond the limits. */
export async function pruneRuns(): Promise<void> {
  const rows = await listRuns();
  let total = 0;
  const tooOld = rows.filter(({ size }, index) => {
    total += size;
    return index >= MAX_RUNS || (index > 0 && total > MAX_TOTAL_SIZE);
  });
  await deleteRuns(tooOld.map(({ runId }) => runId));
}

/** Deletes the recordings of a chat. */
export async function deleteRunsOf(chatId: ChatId): Promise<void> {
  await deleteRuns((await open().runs.where('chatId').equals(chatId).primaryKeys()) as string[]);
}

export async function deleteAllRuns(): Promise<void> {
  const { runs, chunks } = open();
  await open().transaction('rw', runs, chunks, () => Promise.all([runs.clear(), chunks.clear()]));
}

async function deleteRuns(runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return;
  const { runs, chunks } = open();
  await open().transaction('rw', runs, chunks, async () => {
    await runs.bulkDelete([...runIds]);
    await chunks.where('runId').anyOf(runIds).delete();
  });
}
