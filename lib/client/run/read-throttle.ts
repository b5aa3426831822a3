import 'client-only';
import { type FramePace, pagePace } from '#lib/frames/frame-throttle.ts';

/** Reads that are closer together would be shown by the same frame. */
const SHORTEST_REST_MS = 8;

/**
 * Rests between two looks at what the tab's server has sent: half a frame, or as long as slow frames want it. Decoding,
 * building the answer, rendering, layout and paint cost a busy page more than the words themselves, and all of it happens
 * once for what came in one read. So words gather in the connection.
 */
export async function restBeforeReading(
  pace: Pick<FramePace, 'clock' | 'restsUntil'> = pagePace,
): Promise<void> {
  let left = SHORTEST_REST_MS;
  while (left > 0) {
    await new Promise((resolve) => setTimeout(resolve, left));
    left = pace.restsUntil - pace.clock.now();
  }
}
