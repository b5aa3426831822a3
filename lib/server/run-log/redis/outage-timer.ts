import 'server-only';

/** Measures how long Redis has been unreachable, and how long it has reported an expired producer lease. */
export class OutageTimer {
  #unreachableSince: number | undefined;
  #expiredSince: number | undefined;

  recordFailure(): void {
    this.#unreachableSince ??= performance.now();
    this.#expiredSince = undefined;
  }

  recordAnswer({ expired }: { expired: boolean }): void {
    this.#unreachableSince = undefined;
    this.#expiredSince = expired ? (this.#expiredSince ?? performance.now()) : undefined;
  }

  get unreachableForMs(): number {
    return this.#unreachableSince === undefined ? 0 : performance.now() - this.#unreachableSince;
  }

  get expiredForMs(): number {
    return this.#expiredSince === undefined ? 0 : performance.now() - this.#expiredSince;
  }
}
