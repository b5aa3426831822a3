import type { FrameClock } from '../frame-clock.ts';

/** A clock that stands still until a test moves it, with frames that come when the test says so. */
export class ManualClock implements FrameClock {
  time = 0;
  hidden = false;
  #callbacks: (() => void)[] = [];
  #painted: (() => void)[] = [];

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

  afterPaint(callback: () => void): void {
    this.#painted.push(callback);
  }

  /** Ends the current frame, which took so many milliseconds. */
  paint(milliseconds = 0): void {
    this.time += milliseconds;
    for (const callback of this.#painted.splice(0)) callback();
  }

  /** Ends the current frame, moves the time on and runs the next frame. */
  frame(milliseconds = 16): void {
    this.paint();
    this.time += milliseconds;
    for (const callback of this.#callbacks.splice(0)) callback();
    this.paint();
  }

  get isIdle(): boolean {
    return this.#callbacks.length === 0;
  }
}
