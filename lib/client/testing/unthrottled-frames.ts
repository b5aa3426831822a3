import 'client-only';
import { vi } from 'vitest';
import { browserClock } from '#lib/frames/frame-clock.ts';

/** Text is never held back for the cost of earlier frames, which fake time gets wrong. */
export function stubFrameCosts(): void {
  vi.spyOn(browserClock, 'afterPaint').mockReturnValue();
}
