import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { readLocal, writeLocal } from '../platform/local-storage.ts';
import { backOff } from './reconnect-backoff.ts';
import { sendStop } from './run-request.ts';

const STORAGE_KEY = 'runnel.stops';
/** No run takes longer: a stop that is older has nothing left to stop. */
const EXPIRES_MS = 60 * 60_000;

/** `at`: when the reader stopped the run, in epoch milliseconds. */
type PendingStop = { chatId: ChatId; runId: string; at: number };

/** Stop requests in progress, by run id. */
const sending = new Map<string, Promise<boolean>>();

/**
 * Stops a run. The request is repeated with backoff until the server confirms it, and stored, so that a reload of the page
 * continues it.
 * @returns false when the server could not be reached for an hour. Never rejects.
 */
export function requestStop(chatId: ChatId, runId: string): Promise<boolean> {
  const present = readStops().find((stop) => stop.runId === runId);
  const stop = present ?? { chatId, runId, at: Date.now() };
  if (!present) writeStops([...readStops(), stop]);
  const current = sending.get(runId) ?? sendUntilConfirmed(stop);
  sending.set(runId, current);
  return current;
}

/** Whether the reader has stopped this run and the server has not confirmed it. */
export function isStopPending(runId: string): boolean {
  return sending.has(runId) || readStops().some((stop) => stop.runId === runId);
}

/** Continues the stop requests that an earlier page has left. */
export function resumeStops(): void {
  for (const { chatId, runId } of readStops()) void requestStop(chatId, runId);
}

async function sendUntilConfirmed({ chatId, runId, at }: PendingStop): Promise<boolean> {
  const page = new AbortController().signal; // the requests end with the page
  let isConfirmed = false;
  for (let attempt = 0; !isConfirmed && Date.now() - at < EXPIRES_MS; attempt++) {
    await backOff(attempt, page);
    isConfirmed = await sendStop(chatId, runId).catch(() => false);
  }
  sending.delete(runId);
  writeStops(readStops().filter((stop) => stop.runId !== runId));
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
