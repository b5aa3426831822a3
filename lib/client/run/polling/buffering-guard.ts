import 'client-only';
import { connectionHooks, type WatchedRun } from '../connection-hooks.ts';
import type { EventBatch } from '../run-events.ts';
import type { ReadConnection } from '../shared/shared-reader.ts';
import { BufferingState } from './buffering-state.ts';
import { HoldWatch } from './hold-watch.ts';
import { readPoll } from './poll-events.ts';

/** The second connection is opened after the server has answered at once. */
const SECOND_FIRST_BYTES_MS = 1_000;

/** What this page knows about proxies. */
export let buffering = new BufferingState();

/** Watches the connections of all runs of this page from now on, and polls once a proxy holds two of them back in a row. */
export function installBufferingGuard(): void {
  connectionHooks.watch ??= watchConnections;
}

/** Forgets what the page knows about proxies. For tests, whose pages share this module. */
export function resetBuffering(): void {
  buffering = new BufferingState();
}

/**
 * Reads a run. A connection that is held back is left and opened again, because one that has died unnoticed looks the same. If the same
 * happens to the second, the page polls.
 */
async function* watchConnections(
  run: WatchedRun,
  ...[after, signal, priority]: Parameters<ReadConnection>
): AsyncGenerator<EventBatch> {
  for (let seq: number | undefined = after; seq !== undefined && !signal.aborted; ) {
    if (buffering.polls) {
      yield* run.read(seq, signal, priority, readPoll);
      return;
    }
    const attempt = new AbortController();
    const leave = () => attempt.abort(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      seq = yield* readUntilHeld(run.read(seq, attempt.signal, priority), seq, run);
    } finally {
      signal.removeEventListener('abort', leave);
      attempt.abort();
    }
  }
}

/** @returns the number of the last event, if the connection is held back; undefined when it has ended */
async function* readUntilHeld(
  connection: AsyncIterable<EventBatch>,
  after: number,
  run: WatchedRun,
): AsyncGenerator<EventBatch, number | undefined> {
  const batches = connection[Symbol.asyncIterator]();
  const watch = new HoldWatch(after, {
    run,
    ...(buffering.isSuspected ? { firstBytesMs: SECOND_FIRST_BYTES_MS } : {}),
  });
  let seq = after;
  try {
    for (;;) {
      // A response that was requested before does not end with the attempt.
      const result = await Promise.race([batches.next(), watch.untilHeld()]);
      if (result === 'held') {
        buffering.suspect();
        return seq;
      }
      if (result.done) return undefined;
      if (watch.arrive(result.value)) buffering.acquit();
      seq = result.value.seq;
      yield result.value;
    }
  } finally {
    watch.stop();
    batches.return?.().catch(() => undefined); // whoever has read it has got its error
  }
}
