import 'client-only';
import { browserClock, type FrameClock } from '#lib/frames/frame-clock.ts';
import { FramePace } from '#lib/frames/frame-pace.ts';

/** Reads that are closer together would be shown by the same frame. */
const SHORTEST_REST_MS = 8;

/**
 * How long a tab rests between two looks at what its server has sent. Decoding, building the answer, rendering, layout
 * and paint cost a busy page more than the words themselves, and all of it happens once for what came in one read. So
 * words gather in the connection: for half a frame, or as long as slow frames want it.
 */
export class ReadPace {
  readonly #clock: FrameClock;
  #notBefore = 0;
  readonly #frames = new FramePace();

  constructor(clock = browserClock) {
    this.#clock = clock;
  }

  /** A frame begins to show new words. What it costs, layout and paint included, decides how long is rested after it. */
  frameBegins(): void {
    const begun = this.#clock.now();
    this.#clock.afterPaint(() => {
      const now = this.#clock.now();
      this.#notBefore = now + this.#frames.restAfter(now - begun);
    });
  }

  /** Resolves when the connection is to be read again, after half a frame at least. */
  async rest(): Promise<void> {
    let left = SHORTEST_REST_MS;
    while (left > 0) {
      await new Promise((resolve) => setTimeout(resolve, left));
      left = this.#notBefore - this.#clock.now();
    }
  }
}
