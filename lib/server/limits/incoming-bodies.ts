import 'server-only';
import { getHeldBytes, MAX_HELD_BYTES } from './held-memory.ts';

/** What the bodies that this process is receiving may take together. Next holds each of them several times. */
const MAX_BYTES = 24 * 1024 * 1024;
/** A body that has been slower than this since it began gives way to others when there is no room. */
const MIN_BYTES_PER_SECOND = 32 * 1024;
const GRACE_MS = 5_000;

/** A body that is being received. */
export type IncomingBody = {
  /** Counts bytes that have arrived. */
  receive(bytes: number): void;
  /** It is complete, or its client is gone. May be called again. */
  release(): void;
};

type Entry = { size: number; received: number; admittedAt: number; abort(): void };

/**
 * Admits request bodies to the memory of a process before any of them is read. A sender that is slow, or sends nothing at all, holds
 * its room only until others need it.
 */
export class IncomingBodies {
  readonly #entries = new Set<Entry>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * @param size in bytes, or the largest that it can have
   * @param abort closes its connection
   * @returns undefined when there is no room
   */
  admit(size: number, abort: () => void): IncomingBody | undefined {
    if (!this.#makeRoom(size)) return undefined;
    const entry: Entry = { size, received: 0, admittedAt: this.#now(), abort };
    this.#entries.add(entry);
    return {
      receive: (bytes) => {
        entry.received += bytes;
      },
      release: () => void this.#entries.delete(entry),
    };
  }

  /** Aborts slow bodies, the oldest first, if that makes room for `size` bytes. */
  #makeRoom(size: number): boolean {
    let bytes = size;
    for (const entry of this.#entries) bytes += entry.size;
    // A body that is admitted here must not be refused later because prompts of live runs have no room.
    let missing = Math.max(bytes - MAX_BYTES, bytes + getHeldBytes() - MAX_HELD_BYTES);
    const aborted: Entry[] = [];
    for (const entry of this.#entries) {
      if (missing <= 0) break;
      if (!this.#isSlow(entry)) continue;
      aborted.push(entry);
      missing -= entry.size;
    }
    if (missing > 0) return false;
    for (const entry of aborted) {
      this.#entries.delete(entry);
      entry.abort();
    }
    return true;
  }

  #isSlow({ received, admittedAt }: Entry): boolean {
    const ms = this.#now() - admittedAt;
    return ms > GRACE_MS && received < (ms / 1_000) * MIN_BYTES_PER_SECOND;
  }
}
