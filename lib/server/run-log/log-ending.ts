import 'server-only';
import { isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';

/** Tracks the unfinished parts of a run, so that its log ends with whole parts for every reader. */
export class OpenParts {
  readonly #ends = new Map<string, RunEvent>();

  /** Records the next event of the run. */
  add(event: RunEvent): void {
    switch (event.type) {
      case 'text-start':
        this.#ends.set(`text ${event.id}`, { type: 'text-end', id: event.id });
        break;
      case 'reasoning-start':
        this.#ends.set(`reasoning ${event.id}`, { type: 'reasoning-end', id: event.id });
        break;
      case 'text-end':
        this.#ends.delete(`text ${event.id}`);
        break;
      case 'reasoning-end':
        this.#ends.delete(`reasoning ${event.id}`);
        break;
    }
  }

  /** The `text-end` and `reasoning-end` events that would finish the open parts. */
  get ends(): RunEvent[] {
    return [...this.#ends.values()];
  }
}

/** @throws when the last of `events` is not terminal. */
export function assertEndsTerminally(events: readonly RunEvent[]): void {
  const last = events.at(-1);
  if (last === undefined || !isTerminal(last)) throw new Error('A run log must end with a terminal event.');
}
