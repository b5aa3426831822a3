import 'client-only';

/** A hidden tab gets no frames; it still keeps its state up to date. */
const HIDDEN_MS = 250;

/** Calls `work` once: before the next frame is painted, or after a quarter of a second where no frame comes. */
export function nextFrame(work: () => void): void {
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    work();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, HIDDEN_MS);
}
