import 'server-only';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { Disk, type DiskOptions } from '../disk.ts';
import { DiskRunLogStore } from '../disk-run-log-store.ts';

/** Makes stores in files of their own, which are closed and deleted after each test. */
export function temporaryDisks() {
  const cleanups: (() => void)[] = [];
  afterEach(() => {
    for (const cleanup of cleanups.splice(0).reverse()) cleanup();
  });
  return {
    /** The path of a database that does not exist yet. */
    path: (): string => {
      const directory = mkdtempSync(join(tmpdir(), 'runnel-disk-'));
      cleanups.push(() => rmSync(directory, { recursive: true }));
      return join(directory, 'runs.db');
    },
    open: (path: string, limits?: Partial<DiskOptions>): { disk: Disk; store: DiskRunLogStore } => {
      const disk = new Disk(path, limits);
      const store = new DiskRunLogStore(disk);
      cleanups.push(() => store.close());
      return { disk, store };
    },
    /** Copies the files at `path` in their present state, as the next process finds them after a kill. */
    copy(path: string): string {
      const copy = this.path();
      for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
      return copy;
    },
    openAfterKill(path: string, limits?: Partial<DiskOptions>): DiskRunLogStore {
      return this.open(this.copy(path), limits).store;
    },
  };
}
