import 'server-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';

/** The parts of a run that are begun and not ended, so that every reader can be given whole parts at the end. */
export class OpenParts {
  readonly #open = new Map<string, RunEvent>();

  /** Takes note of a run's next event. */
  add(event: RunEvent): void {
    if (event.type === 'text-start') this.#open.set(`text ${event.id}`, { type: 'text-end', id: event.id });
    if (event.type === 'text-end') this.#open.delete(`text ${event.id}`);
    if (event.type === 'reasoning-start')
      this.#open.set(`reasoning ${event.id}`, { type: 'reasoning-end', id: event.id });
    if (event.type === 'reasoning-end') this.#open.delete(`reasoning ${event.id}`);
  }

  /** `text-end` and `reasoning-end` for what is open. */
  get ends(): RunEvent[] {
    return [...this.#open.values()];
  }
}
