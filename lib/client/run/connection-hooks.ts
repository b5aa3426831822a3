import 'client-only';
import type { RunStart } from './run-connection.ts';
import type { EventBatch, readEvents } from './run-events.ts';
import type { RunAddress } from './run-request.ts';
import type { ReadConnection } from './shared/shared-reader.ts';
import type { SharedRun } from './shared/shared-run.ts';

/** A run whose connections are watched. */
export interface WatchedRun {
  readonly options: RunAddress & { start?: RunStart | undefined };
  /** Undefined until the server has named the run. */
  readonly runId: string | undefined;
  /** The server has the run. */
  accept(runId: string): void;
  /** Opens connections, and reads their responses. @param readPoll polls instead, and reads the responses to that */
  read(...request: [...Parameters<ReadConnection>, readPoll?: typeof readEvents]): ReturnType<ReadConnection>;
}

/**
 * What happens to a connection: it is requested after an event; its response arrives, a chunk of that or what a poll has brought; it ends
 * (`true`: because this page leaves it). A number: the page takes the events up to this one, whoever has received them.
 */
export type ConnectionNote =
  | { after: number; polls?: boolean }
  | Response
  | Uint8Array
  | EventBatch
  | boolean
  | number;

/** A note, and when it was taken, in milliseconds of `performance.now()`. */
export type TimedNote = [at: number, run: WatchedRun, note: ConnectionNote];

/** What has happened before the recorder has loaded. If it never does, there is an end to this. */
export const earlyNotes: TimedNote[] = [];
const MAX_EARLY_NOTES = 2_000;

/**
 * What code that loads after the first view adds: see `shared/`, `polling/` and `recording/`. That shares no other code with the first load,
 * whose modules would grow by being shared.
 */
export const connectionHooks: {
  /** Shares a run's connections with the other tabs. Each tab has its own until this has loaded. */
  share?: (runId: string | undefined, connect: ReadConnection) => SharedRun;
  /** Reads the connections of a run with `run.read`, and watches them. */
  watch?: (run: WatchedRun, ...request: Parameters<ReadConnection>) => ReturnType<ReadConnection>;
  /** Records what happens to the connections of a run. */
  note(...note: TimedNote): void;
} = {
  note: (...note) => earlyNotes.length < MAX_EARLY_NOTES && earlyNotes.push(note),
};
