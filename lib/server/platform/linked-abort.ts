import 'server-only';

/**
 * An abort controller that is also aborted by the first of `parents` to abort, with its reason. Next's edge sandbox lacks
 * `AbortSignal.any`. Call `unlink` when the work is done and a parent outlives it; otherwise the parent retains a listener.
 */
export class LinkedAbort {
  readonly #controller = new AbortController();
  readonly #links: { parent: AbortSignal; onAbort: () => void }[] = [];

  constructor(...parents: (AbortSignal | undefined)[]) {
    for (const parent of parents) {
      if (parent === undefined) continue;
      if (parent.aborted) {
        this.abort(parent.reason);
        return;
      }
      const onAbort = () => this.abort(parent.reason);
      parent.addEventListener('abort', onAbort, { once: true });
      this.#links.push({ parent, onAbort });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts the signal, unless it is aborted already, and removes the listeners on the parents. */
  abort(reason?: unknown): void {
    this.unlink();
    this.#controller.abort(reason);
  }

  /** Removes the listeners on the parents, which no longer abort this signal. */
  unlink(): void {
    for (const { parent, onAbort } of this.#links.splice(0)) parent.removeEventListener('abort', onAbort);
  }
}
