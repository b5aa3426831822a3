import 'server-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { decodeEvents, encodeEntry } from '../entry-codec.ts';
import type { MemoryRunLog } from '../memory-run-log.ts';
import type { ModelWait } from '../model-wait.ts';
import type { ResponsePosition, ResumePosition, SavedProgress } from '../resume-position.ts';
import type { LogState, RunInfo, RunLog, RunLogReader } from '../run-log.ts';
import { isModelOutput } from '../run-lost.ts';
import type { Entry, JournalEntry, LogDatabase, Orphan } from './log-database.ts';

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
  /** Where the run's response can be resumed, unless that is written. */
  #position: ResumePosition | undefined;

  /** @param orphan what the database has of the run, if another process has begun it; `memory` is new */
  constructor(memory: MemoryRunLog, options: DiskRunLogOptions, orphan?: Orphan) {
    this.memory = memory;
    this.#options = options;
    if (orphan) this.#restore(orphan);
    else options.onUnwritten(this, true);
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

  savePosition(position: ResponsePosition, progress: SavedProgress): void {
    if (this.closed) return;
    this.#position = { ...position, ...this.memory.end, progress };
    this.#options.onUnwritten(this, false);
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
    const entry = this.#takeJournalEntry();
    const id = entry && database.appendToJournal(row, entry);
    return {
      characters: entry?.text.length ?? 0,
      onCommitted: () => {
        this.#row = row;
        if (entry === undefined || id === undefined) return;
        this.#written = entry.last;
        this.#journal.push(id);
        if (entry.position === this.#position) this.#position = undefined;
        if (entry.last < this.memory.last || this.#position) this.#options.onUnwritten(this, true);
      },
    };
  }

  #restore({ row, entries, journal }: Orphan): void {
    this.memory.restore(entries.map(({ last, text }) => ({ last, events: decodeEvents(text) })));
    this.#row = row;
    this.#written = this.memory.last;
    this.#journal = [...journal];
    this.#hasModelOutput = true; // nobody waits for the first words
  }

  /** What is new: events, and the position if they reach it. */
  #takeJournalEntry(): JournalEntry | undefined {
    const entry = this.#takeEntry(this.#written);
    const last = entry?.last ?? this.#written;
    const position = last === this.memory.last ? this.#position : undefined;
    if (entry) return { ...entry, position };
    return position && { last, text: '[]', position };
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
    const { events, last } = this.memory.take(after, this.memory.last, ENTRY_CHARACTERS);
    if (events.length === 0) return undefined;
    return { last, text: encodeEntry(events) };
  }
}
