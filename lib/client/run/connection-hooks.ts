import 'client-only';
import type { readEvents } from './run-events.ts';
import type { RunAddress } from './run-request.ts';
import type { ReadConnection } from './shared/shared-reader.ts';

/** A run whose connections are watched. */
export interface WatchedRun {
  readonly options: RunAddress;
  /** Undefined until the server has named the run. */
  readonly runId: string | undefined;
  /** The server has the run. */
  accept(runId: string): void;
  /** Opens connections, and reads their responses. @param readPoll polls instead, and reads the responses to that */
  read(...request: [...Parameters<ReadConnection>, readPoll?: typeof readEvents]): ReturnType<ReadConnection>;
}

/**
 * What code that loads after the first view adds: see `polling/`. That shares no other code with the first load, whose modules would
 * grow by being shared.
 */
export const connectionHooks: {
  /** Reads the connections of a run with `run.read`, and watches them. */
  watch?: (run: WatchedRun, ...request: Parameters<ReadConnection>) => ReturnType<ReadConnection>;
} = {};
