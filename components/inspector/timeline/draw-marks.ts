import type { Mark } from '#lib/client/recording/analysis/timeline.ts';
import { type Drawing, LANES, type Pen, TIMELINE_HEIGHT, xOf } from './drawing.ts';

/** A stall that ends after the range may reach into it: it is among this many marks behind. */
const MARKS_BEYOND = 20;

/** Draws the time for which there was no output. */
export function drawStalls(pen: Pen, drawing: Drawing, height: number = TIMELINE_HEIGHT): void {
  const { palette, width } = drawing;
  pen.globalAlpha = 0.14;
  pen.fillStyle = palette.danger;
  for (const { kind, t, ms = 0 } of visibleMarks(drawing)) {
    if (kind !== 'stall') continue;
    const left = Math.max(0, xOf(t - ms, drawing));
    pen.fillRect(
      left,
      height === TIMELINE_HEIGHT ? LANES.axis.height : 0,
      Math.max(1, Math.min(width, xOf(t, drawing)) - left),
      height,
    );
  }
  pen.globalAlpha = 1;
}

/** Those in the range, and at most one of a kind in a column. */
function* visibleMarks(drawing: Drawing): Generator<Mark> {
  const { timeline, range, width } = drawing;
  const { marks } = timeline;
  const pixelMs = (range.to - range.from) / width;
  const drawn = new Map<string, number>();
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((marks[middle] as Mark).t < range.from) low = middle + 1;
    else high = middle;
  }
  for (let index = low, beyond = 0; index < marks.length && beyond < MARKS_BEYOND; index++) {
    const mark = marks[index] as Mark;
    if (mark.t > range.to) beyond++;
    if (mark.t - (mark.kind === 'stall' ? (mark.ms ?? 0) : 0) > range.to) continue;
    if (mark.t < (drawn.get(mark.kind) ?? Number.NEGATIVE_INFINITY)) continue;
    drawn.set(mark.kind, mark.t + pixelMs);
    yield mark;
  }
}

/** Draws what is worth seeing at a glance. */
export function drawMarks(pen: Pen, drawing: Drawing): void {
  const { palette, range } = drawing;
  for (const { kind, t } of visibleMarks(drawing)) {
    if (t > range.to || kind === 'stall') continue;
    const x = Math.min(drawing.width - 3, Math.round(xOf(t, drawing)));
    pen.fillStyle = palette.marks[kind];
    if (kind === 'keep-alive') {
      pen.fillRect(x - 2, LANES.connection.top - 5, 4, LANES.connection.height + 5);
      continue;
    }
    pen.fillRect(x, LANES.activity.top, 2, TIMELINE_HEIGHT - LANES.activity.top);
    pen.fillRect(x - 3, LANES.activity.top - 4, 8, 4);
  }
}
