import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SMALL_DISK = new URL('../fixtures/servers/small-disk.mjs', import.meta.url);

export type DiskOptions = {
  /** The size at which it is full, in pages of 4 KB. */
  pages?: number;
};

/** The directory in which a server stores its run logs. It outlives the server. */
export class ServerDisk {
  readonly #directory = mkdtempSync(join(tmpdir(), 'runnel-disk-'));
  readonly #pages: number | undefined;

  constructor({ pages }: DiskOptions) {
    this.#pages = pages;
  }

  /** What a server needs to use it. */
  get environment(): Record<string, string> {
    const small = { NODE_OPTIONS: `--import=${SMALL_DISK}`, TEST_DISK_PAGES: String(this.#pages) };
    return { DATA_DIR: this.#directory, ...(this.#pages === undefined ? {} : small) };
  }

  /** Whether `text` is in what has been written since the last checkpoint. */
  has(text: string): boolean {
    return readFileSync(join(this.#directory, 'runs.db-wal')).includes(text);
  }

  /** Overwrites everything that is stored. */
  damage(): void {
    for (const name of ['runs.db', 'runs.db-wal']) {
      const path = join(this.#directory, name);
      writeFileSync(path, Buffer.alloc(statSync(path).size, 0xff), { flag: 'r+' });
    }
  }

  delete(): void {
    rmSync(this.#directory, { recursive: true });
  }
}
