import { browserClock, type FrameClock } from './frame-clock.ts';

/** Work in one frame that leaves enough of it for everything else on the page. */
const FRAME_BUDGET_MS = 10;
/** From here on a frame may come late, which is seen, and from here on it does. */
const MAY_BE_LATE_MS = 12;
const LATE_MS = 17;
/** The rest after which a frame that is late once was one of twelve. */
const REST_OF_LATE_MS = 186;
/** A text that stands still for longer looks broken, whatever the block or the machine. */
const LONGEST_REST_MS = 600;

/**
 * How long a text should rest after a frame that kept the thread for `spent` milliseconds, layout and paint included. A
 * block that is slow to show takes a quarter of the thread at most; one that makes frames late does so for one frame in
 * twelve, so that scrolling and typing stay smooth while a monstrous block grows.
 */
export function restWanted(spent: number): number {
  if (spent <= FRAME_BUDGET_MS) return 0;
  if (spent <= MAY_BE_LATE_MS) return 3 * spent;
  if (spent <= LATE_MS) return 36 + 30 * (spent - MAY_BE_LATE_MS);
  return Math.min(LONGEST_REST_MS, REST_OF_LATE_MS + 12 * (spent - LATE_MS));
}

/** The first rest of a text that turns out slow: what came meanwhile is still shown within a tenth of a second. */
const FIRST_REST_MS = 20;
/** Of the time that frames have been slow so far, a rest is at most this share. */
const REST_SHARE = 1 / 8;
const MOST_SLOW_MS = LONGEST_REST_MS / REST_SHARE;

/**
 * How long to rest after each of a row of frames. One slow frame may be anything: a formula's first, a collection of
 * garbage. Two in a row are what is shown. But the words that gather in a rest make the next frame slower, and where code
 * is new to the engine a dozen frames may be slow and never again: so rests are short until frames have long been slow.
 */
export class FramePace {
  readonly clock: FrameClock;
  #isMeasuring = false;
  #lastSpent = 0;
  /** For how long frames have been slow, their rests included. Halved by each frame that is not. */
  #slowFor = 0;
  /** Until this time of the clock no new words should be read or shown. */
  restsUntil = 0;

  constructor(clock = browserClock) {
    this.clock = clock;
  }

  /**
   * A frame begins to show new words. What it costs, layout and paint included, decides how long is rested after it. In a
   * rest little is shown, and quickly: that says nothing.
   */
  frameBegins(): void {
    const begun = this.clock.now();
    if (this.#isMeasuring || begun < this.restsUntil) return;
    this.#isMeasuring = true;
    this.clock.afterPaint(() => {
      this.#isMeasuring = false;
      const now = this.clock.now();
      this.restsUntil = now + this.#restAfter(now - begun);
    });
  }

  #restAfter(spent: number): number {
    const wanted = restWanted(Math.min(spent, this.#lastSpent));
    this.#lastSpent = spent;
    const rest = Math.min(wanted, Math.max(FIRST_REST_MS, REST_SHARE * this.#slowFor));
    this.#slowFor = wanted > 0 ? Math.min(MOST_SLOW_MS, this.#slowFor + spent + rest) : this.#slowFor / 2;
    return rest;
  }
}

/** One for the page: whoever shows words in a frame, its thread is the same. */
export const pagePace = new FramePace();
