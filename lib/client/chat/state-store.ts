import 'client-only';
import { pageSchedule } from '#lib/frames/render-schedule.ts';

/** An observable state for `useSyncExternalStore`. */
export class StateStore<State extends object> {
  #state: State;
  readonly #listeners = new Set<() => void>();
  #nextFrame: (() => void) | undefined;

  constructor(state: State) {
    this.#state = state;
  }

  getState = (): State => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Publishes the state with `change` applied. Does nothing if no value differs. */
  set(change: Partial<State>): void {
    const changed = (Object.keys(change) as (keyof State)[]).some((key) => change[key] !== this.#state[key]);
    if (!changed) return;
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Runs `work` in the next frame. Replaces earlier work for the same frame. */
  inNextFrame(work: () => void): void {
    const waiting = this.#nextFrame !== undefined;
    this.#nextFrame = work;
    if (waiting) return;
    pageSchedule.nextRender(() => {
      pageSchedule.measureFrame();
      const last = this.#nextFrame;
      this.#nextFrame = undefined;
      last?.();
    });
  }

  /** Removes all listeners. */
  close(): void {
    this.#listeners.clear();
  }
}
