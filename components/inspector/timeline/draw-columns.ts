import { KINDS, type Kind, type Timeline } from '#lib/client/recording/analysis/timeline.ts';
import { type Drawing, LANES, type Pen } from './drawing.ts';

/** At most this many of the lines in one column decide on its color. */
const SAMPLES = 16;
/** The speed is averaged over this fraction of the visible range, within these limits in milliseconds. */
const SPEED_SHARE = 1 / 25;
const SPEED_MS = { least: 50, most: 1_000 };

/** Of those that share a column, the first is drawn. */
const PRIORITY: readonly Kind[] = [
  'end',
  'retry',
  'tool',
  'busy',
  'connection',
  'comment',
  'reasoning',
  'text',
  'other',
];
const RANKS = KINDS.map((kind) => PRIORITY.indexOf(kind));

/** Draws how many events came when, and of what kind. */
export function drawEvents(pen: Pen, drawing: Drawing): void {
  const { timeline, range, width, palette } = drawing;
  const { top, height } = LANES.events;
  const pixelMs = (range.to - range.from) / width;
  let first = timeline.firstAt(range.from);
  let drawnKind = -1;
  for (let x = 0; x < width && first < timeline.length; x++) {
    // The last column has what is exactly at the end of the range.
    const isLast = x === width - 1;
    const after = timeline.firstAt(isLast ? range.to + pixelMs / 1_000 : range.from + (x + 1) * pixelMs);
    if (after === first) continue;
    const length = Math.min(height, 8 + Math.log2(after - first) * 7);
    const kind = topKind(timeline, first, after);
    if (kind !== drawnKind) pen.fillStyle = palette.kinds[kind] ?? palette.muted; // parsing a color takes time
    drawnKind = kind;
    pen.fillRect(x, top + height - length, 1, length);
    first = after;
  }
}

/** The number of the kind that is most worth seeing among some of the lines from `first` to `after`. */
function topKind(timeline: Timeline, first: number, after: number): number {
  const step = Math.max(1, Math.floor((after - first) / SAMPLES));
  let top = timeline.kindNumber(first);
  for (let line = first + step; line < after; line += step) {
    const kind = timeline.kindNumber(line);
    if ((RANKS[kind] as number) < (RANKS[top] as number)) top = kind;
  }
  return top;
}

/** Draws the speed of the output. @returns the highest, in characters per second */
export function drawSpeed(pen: Pen, drawing: Drawing, lane: { top: number; height: number }): number {
  const { timeline, range, width, palette, speeds } = drawing;
  const pixelMs = (range.to - range.from) / width;
  const averaged = Math.min(SPEED_MS.most, Math.max(SPEED_MS.least, (range.to - range.from) * SPEED_SHARE));
  const half = Math.max(averaged, pixelMs * 3) / 2;
  let most = 0;
  for (let x = 0; x < width; x++) {
    const t = range.from + (x + 0.5) * pixelMs;
    const speed = timeline.outputBetween(t - half, t + half);
    speeds[x] = speed;
    if (speed > most) most = speed;
  }
  if (most === 0) return 0;
  const bottom = lane.top + lane.height;
  pen.fillStyle = palette.speed;
  pen.beginPath();
  pen.moveTo(0, bottom);
  for (let x = 0; x < width; x++) pen.lineTo(x + 0.5, bottom - ((speeds[x] as number) / most) * lane.height);
  pen.lineTo(width, bottom);
  pen.fill();
  return (most * 1_000) / (2 * half);
}
