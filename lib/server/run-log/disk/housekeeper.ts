import 'server-only';
import type { Disk } from './disk.ts';

/** Milliseconds between two rounds, and while there is more to do. */
const INTERVAL_MS = 60_000;
const BUSY_INTERVAL_MS = 250;
/** What one round does at most, so that requests are served in between. */
const MAX_LOGS = 20;
const MAX_FREED_BYTES = 4 * 1024 * 1024;
/** How many runs without a log are remembered. */
const MAX_KNOWN = 20_000;

/** Deletes logs that have expired or that there is no room for, and gives the space back to the file system. */
export class Housekeeper {
  readonly #disk: Disk;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(disk: Disk) {
    this.#disk = disk;
    this.#schedule(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      const isBusy = this.#work();
      if (this.#disk.isOpen) this.#schedule(isBusy ? BUSY_INTERVAL_MS : INTERVAL_MS);
    }, delayMs);
    this.#timer.unref();
  }

  /** Returns whether there is more to do. */
  #work(): boolean {
    const { limits, problem } = this.#disk;
    const deleted = this.#disk.write((database) => {
      const expired = database.findExpired(MAX_LOGS);
      for (const row of expired) database.deleteLog(row);
      const isOver = () => database.size.usedBytes > limits.maxBytes;
      let count = expired.length;
      // If other programs have filled the disk, only what was collected is given up.
      const onlyCollected = !isOver();
      const hasRoom = () => (onlyCollected ? problem !== 'disk-full' : !isOver());
      for (const row of database.findDispensable({ count: MAX_LOGS, onlyCollected })) {
        if (hasRoom()) break;
        database.deleteLog(row);
        count++;
      }
      database.forgetRuns(MAX_KNOWN);
      return count;
    });
    const freeBytes = this.#disk.read((database) => {
      database.shrink(MAX_FREED_BYTES);
      return database.size.freeBytes;
    });
    return (deleted ?? 0) > 0 || (freeBytes ?? 0) > 0;
  }
}
