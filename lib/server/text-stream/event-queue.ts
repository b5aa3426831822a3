import 'server-only';
import { mergeDeltas, type RunEvent } from '#lib/protocol/run-event.ts';

/** Events between one writer, who does not wait, and one reader. Deltas that wait are merged, so a slow reader costs little. */
export class EventQueue {
  #events: RunEvent[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  push(event: RunEvent): void {
    if (this.#closed) return;
    const last = this.#events.at(-1);
    const merged = last && mergeDeltas(last, event);
    if (merged) this.#events[this.#events.length - 1] = merged;
    else this.#events.push(event);
    this.#wake?.();
  }

  /** Nothing will follow. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** The next event, as soon as there is one; undefined after the last. */
  async next(): Promise<RunEvent | undefined> {
    while (this.#events.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
    return this.#events.shift();
  }
}
