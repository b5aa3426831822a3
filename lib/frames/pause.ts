/** Work in one frame that leaves enough of it for everything else on the page. */
const FRAME_BUDGET_MS = 10;
/** From here on a frame may come late, which is seen, and from here on it does. */
const MAY_BE_LATE_MS = 12;
const LATE_MS = 17;
/** The rest after which a frame that is late once was one of twelve. */
const REST_OF_LATE_MS = 186;
/** A text that stands still for longer looks broken, whatever the block or the machine. */
const LONGEST_PAUSE_MS = 600;

/**
 * How long a text should rest after a frame that kept the thread for `spent` milliseconds, layout and paint included. A
 * block that is slow to show takes a quarter of the thread at most; one that makes frames late does so for one frame in
 * twelve, so that scrolling and typing stay smooth while a monstrous block grows.
 */
export function pauseAfter(spent: number): number {
  if (spent <= FRAME_BUDGET_MS) return 0;
  if (spent <= MAY_BE_LATE_MS) return 3 * spent;
  if (spent <= LATE_MS) return 36 + 30 * (spent - MAY_BE_LATE_MS);
  return Math.min(LONGEST_PAUSE_MS, REST_OF_LATE_MS + 12 * (spent - LATE_MS));
}
