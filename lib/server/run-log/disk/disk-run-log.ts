import 'server-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { encodeEntry } from '../entry-codec.ts';
import type { MemoryRunLog } from '../memory-run-log.ts';
import type { ModelWait } from '../model-wait.ts';
import type { LogState, RunInfo, RunLog, RunLogReader } from '../run-log.ts';
import { isModelOutput } from '../run-lost.ts';
import type { Entry, LogDatabase } from './log-database.ts';

/** Characters of events in one entry. */
const ENTRY_CHARACTERS = 256 * 1024;

type DiskRunLogOptions = {
  /** Milliseconds for which the log is retained after its end. */
  retentionMs: number;
  /** The log has something to be written: at once, or with the next flush. */
  onUnwritten(log: DiskRunLog, atOnce: boolean): void;
};

/**
 * The log of a run that is live, or whose end is not on the disk yet. It is in memory, where its readers read it. Flushes copy it to the
 * database; a flushed event has its final number and no longer grows.
 */
export class DiskRunLog implements RunLog {
  readonly memory: MemoryRunLog;
  readonly #options: DiskRunLogOptions;
  readonly #settled = Promise.withResolvers<LogState>();
  #hasModelOutput = false;
  /** Its row in the database, the number of its last event there, and the rows of its events. */
  #row: number | undefined;
  #written = 0;
  #journal: number[] = [];

  constructor(memory: MemoryRunLog, options: DiskRunLogOptions) {
    this.memory = memory;
    this.#options = options;
    options.onUnwritten(this, true);
  }

  get info(): RunInfo {
    return this.memory.info;
  }

  get closed(): boolean {
    return this.memory.closed;
  }

  get modelWait(): ModelWait | undefined {
    return this.memory.modelWait;
  }

  set modelWait(wait: ModelWait | undefined) {
    this.memory.modelWait = wait;
  }

  append(event: RunEvent): 'appended' | 'closed' | 'full' {
    const result = this.memory.append(event);
    if (result !== 'appended') return result;
    const first = !this.#hasModelOutput && isModelOutput(event);
    this.#hasModelOutput ||= first;
    this.#options.onUnwritten(this, first);
    return result;
  }

  async close(events: RunEvent[]): Promise<boolean> {
    const closed = await this.memory.close(events);
    if (closed) this.#options.onUnwritten(this, true);
    return closed;
  }

  onClose(listener: () => void): () => void {
    return this.memory.onClose(listener);
  }

  settled(): Promise<LogState> {
    return this.#settled.promise;
  }

  read(after: number): RunLogReader {
    return this.memory.read(after);
  }

  /** Its end is written, or need not be waited for. In this process, every reader has the whole log. */
  settle(): void {
    this.#settled.resolve('whole');
  }

  /**
   * Writes what is new, in a transaction of `database`: all that is left once the log is closed, else one entry.
   * @returns what to call when the transaction is committed, and the number of characters
   */
  write(database: LogDatabase): { onCommitted: () => void; characters: number } {
    const row = this.#row ?? database.insertRun(this.info);
    if (this.closed) return this.#writeEnd(database, row);
    const entry = this.#takeEntry(this.#written);
    const id = entry && database.appendToJournal(row, entry);
    return {
      characters: entry?.text.length ?? 0,
      onCommitted: () => {
        this.#row = row;
        if (entry === undefined || id === undefined) return;
        this.#written = entry.last;
        this.#journal.push(id);
        if (entry.last < this.memory.length) this.#options.onUnwritten(this, true);
      },
    };
  }

  /** Writes the whole log in as few entries as possible. */
  #writeEnd(database: LogDatabase, row: number): ReturnType<DiskRunLog['write']> {
    const entries: Entry[] = [];
    for (let entry = this.#takeEntry(0); entry; entry = this.#takeEntry(entry.last)) entries.push(entry);
    const expiresAt = Date.now() + this.#options.retentionMs;
    database.endRun(row, { entries, journal: this.#journal, expiresAt });
    const characters = entries.reduce((sum, { text }) => sum + text.length, 0);
    return { characters, onCommitted: () => this.settle() };
  }

  #takeEntry(after: number): Entry | undefined {
    const events = this.memory.take(after, this.memory.length, ENTRY_CHARACTERS);
    if (events.length === 0) return undefined;
    return { last: after + events.length, text: encodeEntry(events) };
  }
}
