import type { FrameClock } from '../frame-clock.ts';

/** A clock that stands still until a test moves it, with frames that come when the test says so. */
export class ManualClock implements FrameClock {
  time = 0;
  hidden = false;
  #callbacks: (() => void)[] = [];
  #painted: (() => void)[] = [];
  #whenShown: (() => void)[] = [];
  readonly #timers = new Set<{ at: number; callback: () => void }>();
  /** How often the page was laid out outside of its frames. */
  layouts = 0;

  now(): number {
    return this.time;
  }

  isHidden(): boolean {
    return this.hidden;
  }

  nextFrame(callback: () => void): () => void {
    this.#callbacks.push(callback);
    return () => {
      this.#callbacks = this.#callbacks.filter((other) => other !== callback);
    };
  }

  whenShown(callback: () => void): void {
    this.#whenShown.push(callback);
  }

  show(): void {
    this.hidden = false;
    for (const callback of this.#whenShown.splice(0)) callback();
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.time + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  nextTask(callback: () => void): void {
    this.#painted.push(callback);
  }

  layOut(): void {
    this.layouts++;
  }

  afterPaint(callback: () => void): void {
    this.#painted.push(callback);
  }

  /** Ends the current frame or task, which took so many milliseconds, and runs the tasks that wait for that. */
  paint(milliseconds = 0): void {
    this.time += milliseconds;
    while (this.#painted.length > 0) for (const callback of this.#painted.splice(0)) callback();
  }

  /** Ends the current frame, moves the time on and runs the next frame. */
  frame(milliseconds = 16): void {
    this.paint();
    this.time += milliseconds;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.time)) {
      this.#timers.delete(timer);
      timer.callback();
    }
    for (const callback of this.#callbacks.splice(0)) callback();
    this.paint();
  }

  get isIdle(): boolean {
    return this.#callbacks.length + this.#timers.size === 0;
  }
}
