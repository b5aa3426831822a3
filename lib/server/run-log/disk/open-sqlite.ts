import 'server-only';
import type { DatabaseSync } from 'node:sqlite';

/** Milliseconds to wait at the start for another server that is about to exit. */
const LOCK_TIMEOUT_MS = 2_000;
const SCHEMA_VERSION = 2;
export const PAGE_BYTES = 4096;

/**
 * The exclusive lock is that of the operating system, which releases it however the process ends: two servers never write to one file.
 * A commit survives the death of the process. A power cut may take the commits since the last checkpoint, but damages nothing.
 */
const SETTINGS = `
PRAGMA page_size = ${PAGE_BYTES};
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA journal_size_limit = 4194304;
`;

/**
 * - `runs`: every run that is known. `expires_at` (epoch ms) is null while it is live. Once its log is `deleted`, the row says that there
 *   was one.
 * - `journal`: what live runs have written, in the order in which it was stored. Nobody reads it but `recover`, so it has no index: a
 *   flush touches two or three pages, however many runs are live. `position`: a `ResumePosition`, if it has changed.
 * - `logs`: the logs of ended runs. `last` is the number of the last event in `text`.
 */
const SCHEMA = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  chat_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  model TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  expires_at INTEGER,
  collected INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0,
  UNIQUE (chat_id, run_id)
);
CREATE INDEX runs_by_owner ON runs (owner, id) WHERE collected = 0 AND deleted = 0;
CREATE INDEX runs_by_expiry ON runs (collected DESC, expires_at) WHERE expires_at IS NOT NULL AND deleted = 0;
CREATE TABLE journal (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, last INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,
  position TEXT
);
CREATE TABLE logs (run INTEGER NOT NULL, last INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (run, last));
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Makes a database of version 1 one of the present version. */
const MIGRATION = `
ALTER TABLE journal ADD COLUMN position TEXT;
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Opens the database of the run logs, and creates its tables if it is new.
 * @param maxBytes the size at which the disk counts as full
 * @throws when the file is damaged, cannot be opened, belongs to another process, or has another version's schema
 */
export function openSqlite(path: string, maxBytes: number): DatabaseSync {
  // An import would end the whole server on a Node.js without SQLite.
  const sqlite = process.getBuiltinModule('node:sqlite');
  if (sqlite === undefined) throw new Error('SQLite needs Node.js 22.13 or newer.');
  const database = new sqlite.DatabaseSync(path, { timeout: LOCK_TIMEOUT_MS });
  try {
    database.exec(SETTINGS);
    database.exec(`PRAGMA max_page_count = ${Math.ceil(maxBytes / PAGE_BYTES)}`);
    createSchema(database);
    return database;
  } catch (error) {
    database.close(); // rolls back
    throw error;
  }
}

function createSchema(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  if (version === 0) database.exec(SCHEMA);
  else if (version === 1) database.exec(MIGRATION);
  else if (version !== SCHEMA_VERSION) {
    throw new Error(`The database was written by another version of Runnel (schema ${version}).`);
  }
  database.exec('COMMIT');
}
