import 'client-only';
import { readLocal, writeLocal } from '../platform/local-storage.ts';
import { backOff } from './reconnect-backoff.ts';
import { type StoppedRun, sendStop } from './run-request.ts';

const STORAGE_KEY = 'runnel.stops';
/** Where the ids of the runs that were stopped last are stored, also once their stops are confirmed. */
const STOPPED_KEY = 'runnel.stopped';
/** No run takes longer: a stop that is older has nothing left to stop. */
const EXPIRES_MS = 60 * 60_000;

/** `at`: when the reader stopped the run, in epoch milliseconds. */
type PendingStop = StoppedRun & { at: number };

/** Stop requests in progress, by run id. */
const sending = new Map<string, Promise<boolean>>();

/**
 * Stops a run. The request is repeated with backoff until the server confirms it, and stored, so that a reload of the page
 * continues it.
 * @returns false when the server could not be reached for an hour. Never rejects.
 */
export function requestStop(run: StoppedRun): Promise<boolean> {
  const { runId } = run;
  const present = readStops().find((stop) => stop.runId === runId);
  const stop = present ?? { ...run, at: Date.now() };
  if (!present) writeStops([...readStops(), stop]);
  writeLocal(STOPPED_KEY, `${runId} ${readLocal(STOPPED_KEY)}`.slice(0, 999));
  const current = sending.get(runId) ?? sendUntilConfirmed(stop);
  sending.set(runId, current);
  return current;
}

/** Whether the reader has stopped this run and the server has not confirmed it. */
export function isStopPending(runId: string): boolean {
  return sending.has(runId) || readStops().some((stop) => stop.runId === runId);
}

/** Whether the reader has stopped this run lately. A run may have ended in another way before the server was asked to stop it. */
export function wasStopped(runId: string | undefined): boolean {
  return runId !== undefined && readLocal(STOPPED_KEY)?.includes(runId) === true;
}

/** Continues the stop requests that an earlier page has left. */
export function resumeStops(): void {
  for (const stop of readStops()) void requestStop(stop);
}

async function sendUntilConfirmed({ at, ...run }: PendingStop): Promise<boolean> {
  const page = new AbortController().signal; // the requests end with the page
  let isConfirmed = false;
  for (let attempt = 0; !isConfirmed && Date.now() - at < EXPIRES_MS; attempt++) {
    await backOff(attempt, page);
    isConfirmed = await sendStop(run).catch(() => false);
  }
  sending.delete(run.runId);
  writeStops(readStops().filter(({ runId }) => runId !== run.runId));
  return isConfirmed;
}

function readStops(): PendingStop[] {
  try {
    const stops: unknown = JSON.parse(readLocal(STORAGE_KEY) ?? '[]');
    return Array.isArray(stops) ? stops : [];
  } catch {
    return []; // not written by this page
  }
}

function writeStops(stops: PendingStop[]): void {
  writeLocal(STORAGE_KEY, stops.length > 0 ? JSON.stringify(stops) : undefined);
}
