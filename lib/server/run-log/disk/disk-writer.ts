import 'server-only';
import type { Disk } from './disk.ts';
import type { DiskRunLog } from './disk-run-log.ts';
import type { LogDatabase } from './log-database.ts';

/**
 * Milliseconds between two flushes: as many as keep writing to a fiftieth of the time, within these bounds. What was written since the last
 * flush is lost when the process is killed.
 */
const MIN_INTERVAL_MS = 25;
const MAX_INTERVAL_MS = 250;
const INTERVAL_PER_DURATION = 50;
/** After so many characters, the other runs wait for the next transaction, so that requests are served in between. */
const MAX_CHARACTERS = 1024 * 1024;
/** Milliseconds between attempts to write to a disk that failed. */
const RETRY_MS = 5_000;

type DiskWriterOptions = {
  /** Whether memory still has the log. */
  isKept(log: DiskRunLog): boolean;
  /** The end of the log is on the disk. */
  onEnded(log: DiskRunLog): void;
};

/** Copies the logs of this process to the disk, all in one transaction, and repeats that while it fails. */
export class DiskWriter {
  readonly #disk: Disk;
  readonly #options: DiskWriterOptions;
  /** In the order of their first unwritten event, so that a run comes before the one that replaces it in its chat. */
  readonly #unwritten = new Set<DiskRunLog>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isUrgent = false;
  #lastFlushAt = Number.NEGATIVE_INFINITY;
  #intervalMs = MIN_INTERVAL_MS;

  constructor(disk: Disk, options: DiskWriterOptions) {
    this.#disk = disk;
    this.#options = options;
  }

  /** Writes what is new in `log`: as soon as this turn of the event loop ends, or with the next flush. */
  add(log: DiskRunLog, atOnce: boolean): void {
    const { problem, isOpen } = this.#disk;
    if (problem !== undefined && log.closed) log.settle(); // nobody waits for a disk that fails
    if (!isOpen) {
      this.#unwritten.delete(log);
      return;
    }
    this.#unwritten.add(log);
    if (problem !== undefined) this.#timer ??= setTimeout(() => this.#flush(), RETRY_MS);
    else if (atOnce && !this.#isUrgent) {
      this.#isUrgent = true;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#flush(), 0);
    } else if (this.#timer === undefined) {
      const delayMs = Math.max(0, this.#lastFlushAt + this.#intervalMs - performance.now());
      this.#timer = setTimeout(() => this.#flush(), delayMs);
    }
  }

  /** Writes everything, because the process is about to exit. */
  finish(): void {
    while (this.#unwritten.size > 0 && this.#flush());
    clearTimeout(this.#timer);
  }

  /** Returns whether that succeeded. */
  #flush(): boolean {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isUrgent = false;
    const startedAt = performance.now();
    const logs = this.#takeLogs();
    const written = this.#disk.write((database) => writeLogs(database, logs));
    if (written) this.#disk.recordSuccess();
    this.#lastFlushAt = performance.now();
    this.#intervalMs = Math.min(
      MAX_INTERVAL_MS,
      Math.max(MIN_INTERVAL_MS, (this.#lastFlushAt - startedAt) * INTERVAL_PER_DURATION),
    );
    for (const log of written?.keys() ?? []) this.#unwritten.delete(log);
    for (const [log, onCommitted] of written ?? []) {
      onCommitted();
      if (log.closed) this.#options.onEnded(log);
    }
    // Those that did not fit, or all of them after a failure.
    for (const log of this.#unwritten) this.add(log, true);
    return written !== undefined;
  }

  /** While the disk fails, ended logs that memory had no room for are given up. */
  #takeLogs(): DiskRunLog[] {
    for (const log of this.#disk.problem === undefined ? [] : this.#unwritten) {
      if (log.closed && !this.#options.isKept(log)) this.#unwritten.delete(log);
    }
    return [...this.#unwritten];
  }
}

/** Writes logs until there are enough characters. Returns those that it has written, and what to call when that is committed. */
function writeLogs(database: LogDatabase, logs: readonly DiskRunLog[]): Map<DiskRunLog, () => void> {
  const written = new Map<DiskRunLog, () => void>();
  let sum = 0;
  for (const log of logs) {
    if (sum >= MAX_CHARACTERS) break;
    const { characters, onCommitted } = log.write(database);
    sum += characters;
    written.set(log, onCommitted);
  }
  return written;
}
