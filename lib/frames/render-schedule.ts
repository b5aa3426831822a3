import { browserClock, type FrameClock } from './frame-clock.ts';

/** The time that text may take of a frame; the remainder is for the rest of the page. */
const FRAME_BUDGET_MS = 10;
/** From here a frame may miss its deadline. */
const AT_RISK_MS = 12;
/** From here it certainly does. */
const LATE_MS = 17;
/** With this delay, a frame that misses one deadline is one in twelve. */
const LATE_FRAME_DELAY_MS = 186;
/** Text that stands still for longer looks broken, whatever the block or the machine. */
const MAX_DELAY_MS = 600;

/**
 * Milliseconds to hold back new text after a frame that kept the main thread busy for `cost` milliseconds, layout and paint
 * included. Text uses at most a quarter of the thread when frames are nearly full, and frames that miss their deadline are at
 * most one in twelve. Scrolling and typing stay smooth while a huge block grows.
 */
export function throttleDelay(cost: number): number {
  if (cost <= FRAME_BUDGET_MS) return 0;
  if (cost <= AT_RISK_MS) return 3 * cost;
  if (cost <= LATE_MS) return 36 + 30 * (cost - AT_RISK_MS);
  return Math.min(MAX_DELAY_MS, LATE_FRAME_DELAY_MS + 12 * (cost - LATE_MS));
}

/** The first delay once text turns out to be slow: text that arrives meanwhile still appears within a tenth of a second. */
const FIRST_DELAY_MS = 20;
/** A delay is at most this share of the time for which frames have been slow. */
const DELAY_SHARE = 1 / 8;
const MAX_SLOW_MS = MAX_DELAY_MS / DELAY_SHARE;

/** Reads closer together than half a frame would be shown by the same frame. */
const READ_INTERVAL_MS = 8;

/**
 * Decides when new text may be read and rendered, from the measured cost of the frames that showed the text before it.
 * Decision 029 lists its clients, from the connection to the screen.
 *
 * One slow frame proves nothing: it may be a formula's first or a garbage collection. Two in a row throttle. Text that
 * gathers during a delay makes the next frame slower, and a dozen frames are slow while the engine compiles new code, so
 * delays stay short until frames have been slow for long.
 */
export class RenderSchedule {
  readonly clock: FrameClock;
  #isMeasuring = false;
  /** An animation frame is calling back. */
  #isInFrame = false;
  /** The last two frames were slow. */
  #isSlow = false;
  #lastCost = 0;
  /** How long frames have been slow, delays included. Each fast frame halves it. */
  #slowMs = 0;
  #throttledUntil = 0;

  constructor(clock = browserClock) {
    this.clock = clock;
  }

  /** Milliseconds until new text may be rendered; 0 or less when it may be now. */
  get delay(): number {
    return this.#throttledUntil - this.clock.now();
  }

  /**
   * Resolves when the connection may be read again: after half a frame, and not while rendering is throttled or a slow frame is not
   * painted yet. In a hidden page after a second, or when it is shown.
   * @param servesOthers other tabs get what this one reads: a hidden page does not wait
   */
  async untilReadable(servesOthers = false): Promise<void> {
    if (this.clock.isHidden() && !servesOthers)
      await new Promise<void>((resolve) => this.clock.whenShown(resolve));
    let wait = READ_INTERVAL_MS;
    while (wait > 0 && !this.clock.isHidden()) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = this.#isSlow && this.#isMeasuring ? READ_INTERVAL_MS : this.delay;
    }
  }

  /**
   * Calls back when text may be rendered next: in the next frame, or, while frames are slow, in a task after it. Rendering, layout and
   * painting are three tasks then, and the page can react to its reader between them.
   * @param isDelayed waits until new text may be rendered
   * @returns a function that cancels the call
   */
  nextRender(render: () => void, isDelayed = false): () => void {
    let wanted: (() => void) | undefined = render;
    let cancel: () => void;
    const inNextFrame = () => {
      cancel = this.clock.nextFrame(() => {
        if (this.#isSlow && !this.clock.isHidden()) this.clock.afterPaint(() => this.#renderInTask(wanted));
        else this.#renderInFrame(wanted);
      });
    };
    const { delay } = this;
    if (isDelayed && delay > 0) cancel = this.clock.after(delay, inNextFrame);
    else inNextFrame();
    return () => {
      wanted = undefined;
      cancel();
    };
  }

  #renderInFrame(render?: () => void): void {
    this.#isInFrame = true;
    try {
      render?.();
    } finally {
      this.#isInFrame = false;
    }
  }

  #renderInTask(render?: () => void): void {
    render?.();
    this.clock.nextTask(() => this.clock.layOut());
  }

  /**
   * Measures how long new text keeps the main thread busy until it has been painted, and throttles what follows. Further calls for
   * the same frame change nothing. A frame during a delay is not measured: it shows little, and quickly.
   */
  measureFrame(): void {
    if (this.#isMeasuring || this.delay > 0) return;
    this.#isMeasuring = true;
    const begun = this.clock.now();
    const untilPainted = (since: number) =>
      this.clock.afterPaint(() => this.#endMeasuring(this.clock.now() - since));
    if (this.#isInFrame) {
      untilPainted(begun);
      return;
    }
    this.clock.nextTask(() => {
      this.clock.layOut();
      const cost = this.clock.now() - begun;
      this.clock.nextFrame(() => untilPainted(this.clock.now() - cost));
    });
  }

  #endMeasuring(cost: number): void {
    this.#isMeasuring = false;
    this.#throttledUntil = this.clock.now() + this.#delayAfter(cost);
  }

  #delayAfter(cost: number): number {
    const wanted = throttleDelay(Math.min(cost, this.#lastCost));
    this.#lastCost = cost;
    this.#isSlow = wanted > 0;
    const delay = Math.min(wanted, Math.max(FIRST_DELAY_MS, DELAY_SHARE * this.#slowMs));
    this.#slowMs = wanted > 0 ? Math.min(MAX_SLOW_MS, this.#slowMs + cost + delay) : this.#slowMs / 2;
    return delay;
  }
}

/** The page has one main thread, so everything that renders text shares one schedule. */
export const pageSchedule = new RenderSchedule();
