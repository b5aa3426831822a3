import 'server-only';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { environment } from '#lib/server/platform/environment.ts';
import { shareSessionSecret } from '#lib/server/platform/signature.ts';
import type { RunLogStore } from '../run-log.ts';
import { createMemoryStore, shareRunLogStore } from '../run-log-store.ts';
import { Disk } from './disk.ts';
import { DiskRunLogStore } from './disk-run-log-store.ts';

const MIN_SECRET_LENGTH = 16;

/**
 * Opens DATA_DIR for all code of this process, before it serves: the database of the run logs, and the session secret if none is
 * set. Servers with a Redis share both there. Without a disk, or with one that fails, run logs live in memory.
 */
export function openDataDirectory(): void {
  const { redis, dataDirectory, sessionSecrets } = environment();
  if (redis) return;
  if (dataDirectory === undefined) {
    shareRunLogStore(() => createMemoryStore());
    return;
  }
  shareRunLogStore(() => openStore(dataDirectory, sessionSecrets.length === 0));
}

function openStore(directory: string, needsSecret: boolean): RunLogStore {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (needsSecret) shareSessionSecret(readOrCreateSecret(join(directory, 'session-secret')));
    const path = join(directory, 'runs.db');
    closeSync(openSync(path, 'a', 0o600)); // SQLite gives the files beside it the same mode
    const { keepAnswersMs, background } = environment();
    const retention = keepAnswersMs === undefined ? {} : { retentionMs: keepAnswersMs };
    const disk = new Disk(path, { ...retention, resumes: background });
    if (!disk.isOpen) return createMemoryStore(disk.problem);
    const store = new DiskRunLogStore(disk);
    process.once('exit', () => store.close());
    return store;
  } catch (error) {
    console.warn(`DATA_DIR: ${(error as Error).message}. Run logs stay in memory.`);
    return createMemoryStore('disk-failed');
  }
}

/** Several servers may start at once: whichever links its file first decides, and nobody reads half a secret. */
function readOrCreateSecret(path: string): string {
  const stored = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  if (stored.length >= MIN_SECRET_LENGTH) return stored;
  const own = `${path}.${process.pid}`;
  writeFileSync(own, randomBytes(32).toString('hex'), { mode: 0o600 });
  try {
    if (existsSync(path))
      renameSync(own, path); // in place of one that is too short
    else linkSync(own, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return readFileSync(path, 'utf8').trim();
}
