/** Work in one frame that leaves enough of it for everything else on the page. */
const FRAME_BUDGET_MS = 10;
/** From here on a frame comes late, which is seen. */
const LATE_MS = 20;
/** A text that stands still for longer looks broken, whatever the block or the machine. */
const LONGEST_PAUSE_MS = 600;

/**
 * How long a text should rest after a frame that kept the thread for `spent` milliseconds, layout and paint included. A
 * block that is slow to show takes a quarter of the thread at most; one that makes frames late does so for one frame in
 * twelve, so that scrolling and typing stay smooth while a monstrous block grows.
 */
export function pauseAfter(spent: number): number {
  if (spent <= FRAME_BUDGET_MS) return 0;
  return spent <= LATE_MS ? 3 * spent : Math.min(LONGEST_PAUSE_MS, 12 * (spent - 15));
}
