import 'server-only';
import { renameSync, rmSync } from 'node:fs';
import { metrics } from '#lib/server/observability/metrics.ts';
import type { StoreProblem } from '../run-log.ts';
import { LogDatabase, type Orphan } from './log-database.ts';
import { createOrphanEnding } from './orphan.ts';

export type DiskOptions = {
  /** Milliseconds for which the log of an ended run is retained. */
  retentionMs: number;
  /** Whether runs go on whose process has died, if their responses can be resumed. */
  resumes: boolean;
  /** Above this size, logs are deleted to make room; at twice the size, the disk counts as full. */
  maxBytes: number;
};

const DEFAULTS: DiskOptions = { retentionMs: 7 * 86_400_000, maxBytes: 1024 ** 3, resumes: false };

type DiskProblem = Exclude<StoreProblem, 'redis-unreachable'>;

/** Primary result codes of SQLite: https://sqlite.org/rescode.html */
const PROBLEMS = new Map<number, DiskProblem>([
  [5, 'disk-in-use'], // SQLITE_BUSY
  [11, 'disk-damaged'], // SQLITE_CORRUPT
  [13, 'disk-full'], // SQLITE_FULL
  [26, 'disk-damaged'], // SQLITE_NOTADB
]);

const DESCRIPTIONS: Record<DiskProblem, string> = {
  'disk-in-use': 'another server uses this directory. Set another DATA_DIR, or DATA_DIR=memory',
  'disk-full': 'the disk is full',
  'disk-damaged': 'the database is damaged, and is now called runs.db.damaged',
  'disk-failed': 'the disk fails',
};

/** The database of the run logs and what is wrong with it. Nothing here throws once it is open: run logs then stay in memory. */
export class Disk {
  readonly #path: string;
  readonly limits: DiskOptions;
  #database: LogDatabase | undefined;
  #problem: DiskProblem | undefined;
  #orphans: Orphan[] = [];

  /**
   * Opens the database at `path`, or creates it, and ends the runs that were live when the last process died. A damaged database
   * makes room for a new one. Check `isOpen`.
   */
  constructor(path: string, limits: Partial<DiskOptions> = {}) {
    this.#path = path;
    this.limits = { ...DEFAULTS, ...limits };
    this.#open();
    if (this.#problem === 'disk-damaged') this.#open();
  }

  /** Why logs that end now are only in memory; undefined when they are on the disk. */
  get problem(): DiskProblem | undefined {
    return this.#problem;
  }

  /** Whether the database can be written to, now or later. */
  get isOpen(): boolean {
    return this.#database !== undefined;
  }

  /** Returns the runs that go on although their process has died, once. */
  takeOrphans(): Orphan[] {
    return this.#orphans.splice(0);
  }

  /** Returns what `work` reads; undefined when the disk fails. */
  read<Result>(work: (database: LogDatabase) => Result): Result | undefined {
    try {
      return this.#database && work(this.#database);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** Runs `work` in a transaction. Returns undefined when that fails: then nothing of it is stored. */
  write<Result>(work: (database: LogDatabase) => Result): Result | undefined {
    return this.read((database) => database.transaction(() => work(database)));
  }

  /** Logs have been written: whatever was wrong with the disk is over. */
  recordSuccess(): void {
    if (this.#problem !== undefined) console.warn(`${this.#path}: run logs are stored here again.`);
    this.#problem = undefined;
  }

  close(): void {
    const database = this.#database;
    this.#database = undefined;
    try {
      database?.close();
    } catch {
      // Whatever is committed is in the file.
    }
  }

  #open(): void {
    try {
      const { retentionMs, maxBytes, resumes } = this.limits;
      this.#database = new LogDatabase(this.#path, 2 * maxBytes);
      const createEnding = (orphan: Orphan) =>
        resumes && orphan.position ? undefined : createOrphanEnding(orphan);
      this.#orphans = this.#database.recover(createEnding, Date.now() + retentionMs);
      this.#problem = undefined;
    } catch (error) {
      this.#fail(error, { isStart: true });
      this.close();
    }
  }

  #fail(error: unknown, { isStart = false } = {}): void {
    metrics().storeErrors.add();
    const problem = PROBLEMS.get(getResultCode(error)) ?? 'disk-failed';
    if (problem === 'disk-damaged') this.#setAside();
    if (problem === this.#problem) return;
    this.#problem = problem;
    const reason = error instanceof Error ? error.message : String(error);
    const consequence =
      isStart && problem === 'disk-damaged'
        ? 'A new one takes its place.'
        : 'Until that changes, run logs stay in memory.';
    console.warn(`${this.#path}: ${DESCRIPTIONS[problem]} (${reason}). ${consequence}`);
  }

  /** Leaves the file for its operator, so that the next start finds none. */
  #setAside(): void {
    this.close();
    try {
      for (const suffix of ['', '-wal']) {
        rmSync(`${this.#path}.damaged${suffix}`, { force: true });
        renameSync(`${this.#path}${suffix}`, `${this.#path}.damaged${suffix}`);
      }
    } catch {
      // There is no write-ahead log, or the disk fails altogether.
    }
  }
}

/** The primary result code in an error of SQLite; the higher bits say more. */
function getResultCode(error: unknown): number {
  return Number((error as { errcode?: unknown }).errcode) & 0xff;
}
