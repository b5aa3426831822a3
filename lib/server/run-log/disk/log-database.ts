import 'server-only';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ResumePosition } from '../resume-position.ts';
import type { RunInfo } from '../run-log.ts';
import { openSqlite, PAGE_BYTES } from './open-sqlite.ts';

export type Entry = { last: number; text: string };

export type JournalEntry = Entry & { position?: ResumePosition | undefined };

/** A run in the database. `isDeleted`: only the run is known, its log has been deleted. */
export type StoredRun = { row: number; info: RunInfo; expiresAt: number | undefined; isDeleted: boolean };

export type EndedRun = { entries: readonly Entry[]; journal: readonly number[]; expiresAt: number };

/** A run that was live when its process died, when it last wrote something, and where its response can be resumed. */
export type Orphan = {
  row: number;
  info: RunInfo;
  entries: readonly Entry[];
  journal: readonly number[];
  writtenAt: number;
  position: ResumePosition | undefined;
};

/** The SQLite database of the run logs. Every method is synchronous, and throws when the database fails. */
export class LogDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * @param maxBytes the size at which the disk counts as full
   * @throws when the file is damaged, cannot be opened, or belongs to another process
   */
  constructor(path: string, maxBytes: number) {
    this.#database = openSqlite(path, maxBytes);
  }

  transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some errors, such as a full disk.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Inserts a run, which replaces the one before it in its chat. Returns its row. */
  insertRun({ chatId, runId, owner, model, startedAt }: RunInfo): number {
    const before = this.#all('SELECT id FROM runs WHERE chat_id = ? AND deleted = 0', chatId);
    for (const { id } of before) this.deleteLog(Number(id));
    const { lastInsertRowid } = this.#run(
      'INSERT INTO runs (chat_id, run_id, owner, model, started_at) VALUES (?, ?, ?, ?, ?)',
      ...[chatId, runId, owner, model, startedAt],
    );
    return Number(lastInsertRowid);
  }

  /** Stores events of a live run. Returns the id of their row, for `endRun`. */
  appendToJournal(row: number, { last, text, position }: JournalEntry): number {
    const { lastInsertRowid } = this.#run(
      'INSERT INTO journal (run, last, text, at, position) VALUES (?, ?, ?, ?, ?)',
      ...[row, last, text, Date.now(), position ? JSON.stringify(position) : null],
    );
    return Number(lastInsertRowid);
  }

  /** Stores the whole log of a run that has ended, in place of its `journal`. */
  endRun(row: number, { entries, journal, expiresAt }: EndedRun): void {
    for (const id of journal) this.#run('DELETE FROM journal WHERE id = ?', id);
    for (const { last, text } of entries) {
      this.#run('INSERT INTO logs (run, last, text) VALUES (?, ?, ?)', row, last, text);
    }
    this.#run('UPDATE runs SET expires_at = ? WHERE id = ?', expiresAt, row);
  }

  /** Records that the answer was collected, so that its log expires at `expiresAt` at the latest. */
  collect(row: number, expiresAt: number): void {
    this.#run('UPDATE runs SET collected = 1, expires_at = min(expires_at, ?) WHERE id = ?', expiresAt, row);
  }

  /** Deletes the log of a run; the run stays known. */
  deleteLog(row: number): void {
    this.#run('DELETE FROM logs WHERE run = ?', row);
    this.#run('UPDATE runs SET deleted = 1 WHERE id = ?', row);
  }

  /** Returns the rows of the logs to delete when there is no more room: collected ones, then, if need be, the oldest. */
  findDispensable({ count, onlyCollected }: { count: number; onlyCollected: boolean }): number[] {
    const rows = this.#all(
      `SELECT id FROM runs WHERE expires_at IS NOT NULL AND deleted = 0 AND collected >= ?
       ORDER BY collected DESC, expires_at LIMIT ?`,
      ...[Number(onlyCollected), count],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** Returns the rows of logs that have expired. */
  findExpired(count: number): number[] {
    const rows = [0, 1].flatMap((collected) =>
      this.#all(
        'SELECT id FROM runs WHERE collected = ? AND expires_at <= ? AND deleted = 0 LIMIT ?',
        ...[collected, Date.now(), count],
      ),
    );
    return rows.map(({ id }) => Number(id));
  }

  /** Forgets runs without a log, all but the latest `count`. */
  forgetRuns(count: number): void {
    this.#run(
      'DELETE FROM runs WHERE deleted = 1 AND id <= (SELECT id FROM runs WHERE deleted = 1 ORDER BY id DESC LIMIT 1 OFFSET ?)',
      count,
    );
  }

  /** Finds the runs of a caller whose logs nobody has collected, the latest first. */
  findUncollected(owner: string, count: number): StoredRun[] {
    return this.#all(
      'SELECT * FROM runs WHERE owner = ? AND collected = 0 AND deleted = 0 AND expires_at > ? ORDER BY id DESC LIMIT ?',
      ...[owner, Date.now(), count],
    ).map(toStoredRun);
  }

  /** Returns the number of the last event in the log of an ended run. */
  findLast(row: number): number {
    return Number(this.#get('SELECT max(last) AS last FROM logs WHERE run = ?', row)?.last ?? 0);
  }

  /** The bytes that are in use, and those of the file that are free. */
  get size(): { usedBytes: number; freeBytes: number } {
    const pages = Number(this.#get('PRAGMA page_count')?.page_count);
    const free = Number(this.#get('PRAGMA freelist_count')?.freelist_count);
    return { usedBytes: (pages - free) * PAGE_BYTES, freeBytes: free * PAGE_BYTES };
  }

  /** Gives up to `bytes` that are free back to the file system. */
  shrink(bytes: number): void {
    this.#database.exec(`PRAGMA incremental_vacuum(${Math.ceil(bytes / PAGE_BYTES)})`);
  }

  /** Finds the latest run of a chat. */
  findLatest(chatId: ChatId): StoredRun | undefined {
    return this.#findRun('chat_id = ?', chatId);
  }

  /** Whether the chat has had this run. */
  hasRun({ chatId, runId }: Pick<RunInfo, 'chatId' | 'runId'>): boolean {
    return this.#findRun('chat_id = ? AND run_id = ?', chatId, runId) !== undefined;
  }

  /** Returns the next entry of the log of an ended run that has events after number `after`. */
  readEntry(row: number, after: number): Entry | undefined {
    const entry = this.#get(
      'SELECT last, text FROM logs WHERE run = ? AND last > ? ORDER BY last',
      row,
      after,
    );
    return entry && { last: Number(entry.last), text: String(entry.text) };
  }

  /**
   * Ends the runs that were live when the last process died.
   * @param createEnding returns the entry that ends the log of such a run; undefined if it is to go on
   * @returns those that go on
   */
  recover(createEnding: (orphan: Orphan) => Entry | undefined, expiresAt: number): Orphan[] {
    return this.transaction(() => {
      const living: Orphan[] = [];
      this.#database.exec('CREATE INDEX journal_by_run ON journal (run)');
      for (const run of this.#all('SELECT * FROM runs WHERE expires_at IS NULL').map(toStoredRun)) {
        const orphan = this.#readOrphan(run);
        const { row, entries, journal } = orphan;
        const ending = createEnding(orphan);
        if (ending) this.endRun(row, { entries: [...entries, ending], journal, expiresAt });
        else living.push(orphan);
      }
      this.#database.exec('DROP INDEX journal_by_run');
      if (living.length === 0) this.#database.exec('DELETE FROM journal');
      return living;
    });
  }

  #readOrphan({ row, info }: StoredRun): Orphan {
    const rows = this.#all('SELECT * FROM journal WHERE run = ? ORDER BY id', row);
    const position = rows.findLast((each) => each.position !== null)?.position;
    return {
      ...{ row, info },
      entries: rows.map(({ last, text }) => ({ last: Number(last), text: String(text) })),
      journal: rows.map(({ id }) => Number(id)),
      writtenAt: Number(rows.at(-1)?.at ?? info.startedAt),
      position: position ? JSON.parse(String(position)) : undefined,
    };
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #findRun(condition: string, ...values: SQLInputValue[]): StoredRun | undefined {
    const row = this.#get(`SELECT * FROM runs WHERE ${condition} ORDER BY id DESC LIMIT 1`, ...values);
    return row && toStoredRun(row);
  }

  #run(sql: string, ...values: SQLInputValue[]) {
    return this.#statement(sql).run(...values);
  }

  #get(sql: string, ...values: SQLInputValue[]) {
    return this.#statement(sql).get(...values);
  }

  #all(sql: string, ...values: SQLInputValue[]) {
    return this.#statement(sql).all(...values);
  }

  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function toStoredRun(row: Record<string, unknown>): StoredRun {
  return {
    row: Number(row.id),
    expiresAt: row.expires_at === null ? undefined : Number(row.expires_at),
    isDeleted: row.deleted === 1,
    info: {
      chatId: String(row.chat_id) as ChatId,
      runId: String(row.run_id) as RunInfo['runId'],
      owner: String(row.owner),
      model: String(row.model),
      startedAt: Number(row.started_at),
    },
  };
}
