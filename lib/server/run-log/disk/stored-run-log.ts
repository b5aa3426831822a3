import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { isTerminal } from '#lib/protocol/run-event.ts';
import { appendMerged, decodeEntry } from '../entry-codec.ts';
import { assertEndsTerminally } from '../log-ending.ts';
import type { LogBatch, RunInfo, RunLog, RunLogReader } from '../run-log.ts';
import type { Entry } from './log-database.ts';

/** Characters of entries that one call of `next` reads at most, and one entry more. */
const BATCH_CHARACTERS = 256 * 1024;

/** Returns the entry with the next events after number `after`, or undefined when there is none or it cannot be read. */
export type ReadEntry = (after: number) => Entry | undefined;

/** The log of an ended run, read from the database. */
export class StoredRunLog implements RunLog {
  readonly info: RunInfo;
  readonly closed = true;
  readonly #readEntry: ReadEntry;

  constructor(info: RunInfo, readEntry: ReadEntry) {
    this.info = info;
    this.#readEntry = readEntry;
  }

  append(): 'closed' {
    return 'closed';
  }

  async close(events: Parameters<RunLog['close']>[0]): Promise<boolean> {
    assertEndsTerminally(events);
    return false;
  }

  onClose(listener: () => void): () => void {
    listener();
    return () => {};
  }

  async settled(): Promise<'whole'> {
    return 'whole';
  }

  read(after: number): RunLogReader {
    let position = Math.max(0, after);
    let open = true;
    return {
      next: async () => {
        if (!open) return undefined;
        const batch = this.#readAfter(position);
        const last = batch.at(-1);
        open = last !== undefined && !isTerminal(last.event);
        position = last?.seq ?? position;
        return last && batch;
      },
      close: () => {
        open = false;
      },
    };
  }

  /** @throws ChatError `log-unavailable` */
  #readAfter(position: number): LogBatch {
    const batch: LogBatch = [];
    let next = position;
    for (let characters = 0; characters < BATCH_CHARACTERS; ) {
      const entry = this.#readEntry(next);
      if (entry === undefined) break;
      appendMerged(batch, decodeEntry(entry.text, entry.last, next));
      next = entry.last;
      characters += entry.text.length;
    }
    // Without a first entry, the log was deleted meanwhile, or the disk fails.
    if (batch.length === 0 && this.#readEntry(0) === undefined) {
      throw new ChatError('log-unavailable', 'This run log cannot be read any more.');
    }
    return batch;
  }
}
