import { DrawingFrame } from './drawing-frame.ts';

/** The maximum length of a diagram. A longer one is text that nobody reads as a picture, so it stays code. */
const MAX_LENGTH = 20_000;

/** How long an unused frame stays, which saves the next diagram the time to load it. */
const IDLE_MS = 60_000;

let frame: DrawingFrame | undefined;
let idle: ReturnType<typeof setTimeout> | undefined;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Draws a diagram as SVG, in a frame that all diagrams share. One at a time, because mermaid's settings are global.
 *
 * @throws if the code is not a diagram, is too long for one, or takes too long; a load error if the code that draws fails to load
 */
export function drawDiagram(code: string, isDark: boolean): Promise<string> {
  const drawing = queue.then(() => draw(code, isDark));
  queue = drawing.catch(() => undefined); // the caller handles the error; the next diagram is drawn all the same
  return drawing;
}

async function draw(code: string, isDark: boolean): Promise<string> {
  if (code.length > MAX_LENGTH) throw new RangeError('The diagram is too long to draw');
  clearTimeout(idle);
  const current = frame?.isClosed === false ? frame : new DrawingFrame();
  frame = current;
  try {
    return await current.draw(code, isDark);
  } finally {
    idle = setTimeout(() => current.close(new Error('No diagram to draw')), IDLE_MS);
  }
}
