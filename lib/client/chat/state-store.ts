import 'client-only';
import { pageSchedule } from '#lib/frames/render-schedule.ts';

/** A state that React can follow with `useSyncExternalStore`. */
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

  /** Publishes the state with these changes, unless they change nothing. */
  set(change: Partial<State>): void {
    const changed = (Object.keys(change) as (keyof State)[]).some((key) => change[key] !== this.#state[key]);
    if (!changed) return;
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Runs the last `work` that was given before the next frame, once. */
  inNextFrame(work: () => void): void {
    const waiting = this.#nextFrame !== undefined;
    this.#nextFrame = work;
    if (waiting) return;
    pageSchedule.renderInNextFrame(() => {
      const last = this.#nextFrame;
      this.#nextFrame = undefined;
      last?.();
    });
  }

  /** Lets go of everyone who listens. */
  close(): void {
    this.#listeners.clear();
  }
}
