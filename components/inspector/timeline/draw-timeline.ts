import type { ActivityName } from '#lib/client/recording/analysis/activity.ts';
import type { ConnectionSpan } from '#lib/client/recording/analysis/connections.ts';
import type { Palette } from '../palette.ts';
import { drawEvents, drawSpeed } from './draw-columns.ts';
import { drawMarks, drawStalls } from './draw-marks.ts';
import { type Drawing, LANES, OVERVIEW_HEIGHT, type Pen, TIMELINE_HEIGHT, xOf } from './drawing.ts';
import type { TimeRange } from './timeline-view.ts';

/**
 * Draws a range of a timeline. The work depends on the width: each column of pixels finds its lines by binary search, and what has no room
 * of its own is drawn once.
 */
export function drawTimeline(pen: Pen, drawing: Drawing): void {
  const { width, palette } = drawing;
  pen.clearRect(0, 0, width, TIMELINE_HEIGHT);
  drawAxis(pen, drawing);
  drawStalls(pen, drawing);
  for (const { name, from, to } of visible(drawing.timeline.activities, drawing))
    drawSpan(pen, drawing, { from, to, color: colorOfActivity(name, palette), lane: LANES.activity });
  for (const { state, from, to } of visible(drawing.timeline.connections, drawing))
    drawSpan(pen, drawing, { from, to, color: colorOfConnection(state, palette), lane: LANES.connection });
  drawEvents(pen, drawing);
  drawHighestSpeed(pen, drawing, drawSpeed(pen, drawing, LANES.speed));
  drawMarks(pen, drawing);
  drawCursor(pen, drawing);
  if (drawing.brush) drawBrush(pen, drawing, drawing.brush, TIMELINE_HEIGHT);
}

/** Draws the whole run. */
export function drawOverview(pen: Pen, drawing: Drawing): void {
  pen.clearRect(0, 0, drawing.width, OVERVIEW_HEIGHT);
  drawSpeed(pen, drawing, { top: 4, height: OVERVIEW_HEIGHT - 8 });
  drawStalls(pen, drawing, OVERVIEW_HEIGHT);
}

/** The spans that reach into the range, without those that share a pixel with the one before. */
function* visible<Span extends TimeRange>(spans: readonly Span[], drawing: Drawing): Generator<Span> {
  const { range, width } = drawing;
  const pixelMs = (range.to - range.from) / width;
  let drawnTo = Number.NEGATIVE_INFINITY;
  for (let index = firstReaching(spans, range.from); index < spans.length; index++) {
    const span = spans[index] as Span;
    if (span.from > range.to) return;
    if (span.to < drawnTo) continue;
    drawnTo = Math.max(span.from, drawnTo) + pixelMs;
    yield span;
  }
}

/** The index of the first of the spans, which follow each other, that ends at `t` or later. */
function firstReaching(spans: readonly TimeRange[], t: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle] as TimeRange).to < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

type DrawnSpan = TimeRange & { color: string; lane: { top: number; height: number } };

function drawSpan(pen: Pen, drawing: Drawing, { from, to, color, lane }: DrawnSpan): void {
  const left = Math.max(0, xOf(from, drawing));
  const right = Math.min(drawing.width, xOf(to, drawing));
  pen.fillStyle = color;
  pen.fillRect(left, lane.top, Math.max(1, right - left), lane.height);
}

function drawAxis(pen: Pen, drawing: Drawing): void {
  const { range, width, palette, nameTick } = drawing;
  const step = chooseStep(((range.to - range.from) / width) * 90);
  pen.font = `11px ${palette.font}`;
  pen.textAlign = 'left';
  pen.textBaseline = 'top';
  for (let t = Math.ceil(range.from / step) * step; t <= range.to; t += step) {
    const x = xOf(t, drawing);
    pen.fillStyle = palette.line;
    pen.fillRect(Math.round(x), 0, 1, TIMELINE_HEIGHT);
    pen.fillStyle = palette.muted;
    if (x < width - 40) pen.fillText(nameTick(t, step), x + 4, 3);
  }
}

/** The smallest of 1, 2 and 5 times a power of ten that is at least `ms`. */
function chooseStep(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(ms, 0.001)));
  return ([1, 2, 5, 10].find((factor) => factor * power >= ms) ?? 10) * power;
}

function drawHighestSpeed(pen: Pen, { width, palette, nameSpeed }: Drawing, perSecond: number): void {
  if (perSecond === 0) return;
  pen.textAlign = 'right';
  pen.fillStyle = palette.muted;
  pen.fillText(nameSpeed(perSecond), width - 8, LANES.speed.top - 15);
}

function drawCursor(pen: Pen, drawing: Drawing): void {
  const { timeline, cursor, palette, width } = drawing;
  if (cursor < 0 || cursor >= timeline.length) return;
  const x = xOf(timeline.timeOf(cursor), drawing);
  if (x < 0 || x > width) return;
  pen.fillStyle = palette.ink;
  pen.fillRect(Math.min(width - 1, Math.round(x)), 0, 1, TIMELINE_HEIGHT);
}

/** Marks a range. */
export function drawBrush(pen: Pen, drawing: Drawing, { from, to }: TimeRange, height: number): void {
  const { palette, width } = drawing;
  const left = Math.max(0, xOf(Math.min(from, to), drawing));
  const right = Math.min(width, xOf(Math.max(from, to), drawing));
  pen.globalAlpha = 0.18;
  pen.fillStyle = palette.accent;
  pen.fillRect(left, 0, Math.max(2, right - left), height);
  pen.globalAlpha = 1;
  pen.fillRect(left, 0, 2, height);
  pen.fillRect(Math.max(left, right - 2), 0, 2, height);
}

function colorOfActivity(name: ActivityName, palette: Palette): string {
  return palette.activities[name];
}

function colorOfConnection(state: ConnectionSpan['state'], palette: Palette): string {
  if (state === 'open') return palette.accent;
  return state === 'away' ? palette.danger : palette.line;
}
