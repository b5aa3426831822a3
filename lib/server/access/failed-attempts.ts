import 'server-only';

const FREE_ATTEMPTS = 5;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 60_000;
/** How long failures count after the last one. */
const FORGET_MS = 15 * 60_000;
const MAX_ADDRESSES = 10_000;

/** Makes an address wait after five wrong access codes: a second at first, twice as long after each further one, up to a minute. */
export class FailedAttempts {
  /** The address that failed longest ago comes first. */
  readonly #failures = new Map<string, { count: number; at: number }>();

  /** Milliseconds until the address may try again. */
  waitMs(address: string, now = Date.now()): number {
    const failures = this.#failures.get(address);
    if (failures === undefined || failures.count < FREE_ATTEMPTS) return 0;
    const waitMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures.count - FREE_ATTEMPTS));
    return Math.max(0, failures.at + waitMs - now);
  }

  /** Records a failure. A success does not undo it, or the owner of one code could guess another without a wait. */
  add(address: string, now = Date.now()): void {
    for (const [known, { at }] of this.#failures) {
      if (at + FORGET_MS > now && this.#failures.size < MAX_ADDRESSES) break;
      this.#failures.delete(known);
    }
    const count = (this.#failures.get(address)?.count ?? 0) + 1;
    this.#failures.delete(address);
    this.#failures.set(address, { count, at: now });
  }
}
