import { describe, expect, test, vi } from 'vitest';
import { Timeline } from '#lib/client/recording/analysis/timeline.ts';
import { createEventLine, type RecordingLine } from '#lib/protocol/recording/recording.ts';
import type { Palette } from '../palette.ts';
import { drawBrush, drawTimeline } from './draw-timeline.ts';
import { type Drawing, LANES, OVERVIEW_HEIGHT, type Pen } from './drawing.ts';
import type { TimeRange } from './timeline-view.ts';

type Rect = { x: number; y: number; width: number; height: number; color: string };

function newPen() {
  const rects: Rect[] = [];
  const texts: string[] = [];
  const pen = {
    fillStyle: '',
    globalAlpha: 1,
    font: '',
    textAlign: 'left',
    textBaseline: 'top',
    clearRect() {},
    fillRect(x: number, y: number, width: number, height: number) {
      rects.push({ x, y, width, height, color: String(this.fillStyle) });
    },
    beginPath() {},
    moveTo() {},
    lineTo() {},
    fill() {},
    fillText: (text: string) => void texts.push(text),
  } satisfies Pen;
  return { pen, rects, texts };
}

/** Every color is its own name. */
const named = new Proxy({}, { get: (_, name) => name }) as never;
const palette: Palette = {
  activities: named,
  kinds: ['other', 'text', 'reasoning', 'tool', 'retry', 'comment', 'connection', 'end', 'busy'],
  marks: named,
  speed: 'speed',
  accent: 'accent',
  danger: 'danger',
  ink: 'ink',
  muted: 'muted',
  line: 'line',
  font: 'sans-serif',
};
const WIDTH = 1_000;

function draw(timeline: Timeline, range: TimeRange, more: Partial<Drawing> = {}) {
  const { pen, rects, texts } = newPen();
  const drawing: Drawing = {
    timeline,
    range,
    palette,
    width: WIDTH,
    cursor: -1,
    brush: undefined,
    nameTick: String,
    nameSpeed: String,
    speeds: new Float64Array(WIDTH),
    ...more,
  };
  drawTimeline(pen, drawing);
  return { rects, texts, drawing };
}
const delta = (t: number, seq: number): RecordingLine => ({
  t,
  type: 'event',
  seq,
  bytes: 50,
  event: { type: 'text-delta', id: '1', delta: 'word' },
});
function timelineOf(lines: RecordingLine[]): Timeline {
  const timeline = new Timeline();
  timeline.add(lines);
  return timeline;
}
const steady = (count: number, ms = 10) =>
  timelineOf(Array.from({ length: count }, (_, index) => delta(index * ms, index + 1)));
const inLane =
  ({ top, height }: { top: number; height: number }) =>
  (rect: Rect) =>
    rect.y >= top && rect.y + rect.height <= top + height;

describe('the work of a drawing depends on its width', () => {
  test.each([20_000, 100_000])('with %i events', (count) => {
    const timeline = steady(count, 3);
    const asked = (['timeOf', 'firstAt', 'kindNumber', 'outputBetween'] as const).map((name) =>
      vi.spyOn(timeline, name),
    );
    const { rects } = draw(timeline, { from: 0, to: timeline.duration });
    expect(rects.length).toBeLessThan(3 * WIDTH);
    expect(asked.reduce((calls, { mock }) => calls + mock.calls.length, 0)).toBeLessThan(40 * WIDTH);
  });

  test('with as many marks, activities and connections', () => {
    const lines: RecordingLine[] = [];
    for (let seq = 1, t = 0; lines.length < 60_000; seq += 2, t += 2_000)
      lines.push(
        { t, type: 'request', method: 'GET', after: seq },
        { t, type: 'open', status: 200 },
        createEventLine(t, seq, { type: 'reasoning-start', id: 'r' }),
        delta(t + 1, seq + 1),
        { t: t + 2, type: 'comment', text: ': alive silent=2ms keep-alives=1' },
        { t: t + 3, type: 'close', reason: 'lost' },
      );
    const timeline = timelineOf(lines);
    expect(timeline.marks.length).toBeGreaterThan(30_000);
    expect(draw(timeline, { from: 0, to: timeline.duration }).rects.length).toBeLessThan(25 * WIDTH);
  });
});

test('an event is where its time is, within a pixel', () => {
  const times = [0, 12.5, 100, 333.3, 999, 1_000];
  const timeline = timelineOf(times.map((t, index) => delta(t, index + 1)));
  const { rects } = draw(timeline, { from: 0, to: 1_000 });
  const columns = rects
    .filter(inLane(LANES.events))
    .filter(({ color }) => color === 'text')
    .map(({ x }) => x);
  expect(columns).toHaveLength(5); // 999 and 1000 share the last one
  for (const [index, x] of columns.entries())
    expect(Math.abs(x - (times[index] as number))).toBeLessThanOrEqual(1);
});

test('a rare event shows among many others in its column', () => {
  const timeline = timelineOf([
    ...Array.from({ length: 10 }, (_, index) => delta(500, index + 1)),
    createEventLine(500, 11, { type: 'error', errorText: 'No.' }),
    delta(1_000, 12),
  ]);
  const { rects } = draw(timeline, { from: 0, to: 1_000 });
  expect(rects.filter(inLane(LANES.events)).map(({ color }) => color)).toContain('end');
});

test('a stall is as wide as it lasted, also where only a part of it is shown', () => {
  const timeline = timelineOf([delta(0, 1), delta(2_000, 2), delta(5_000, 3)]);
  const stallsIn = (range: TimeRange) =>
    draw(timeline, range)
      .rects.filter(({ color, height }) => color === 'danger' && height > 100)
      .map(({ x, width }) => [x, x + width]);
  expect(stallsIn({ from: 0, to: 5_000 })).toEqual([
    [0, 400],
    [400, 1_000],
  ]);
  expect(stallsIn({ from: 3_000, to: 4_000 })).toEqual([[0, 1_000]]);
});

test('a range is marked where it is', () => {
  const timeline = steady(1_000);
  const { pen, rects } = newPen();
  const { drawing } = draw(timeline, { from: 0, to: timeline.duration });
  drawBrush(pen, drawing, { from: timeline.duration / 4, to: timeline.duration / 2 }, OVERVIEW_HEIGHT);
  expect(rects[0]).toMatchObject({ x: 250, width: 250, color: 'accent' });
});

test('an empty recording can be drawn', () => {
  expect(draw(new Timeline(), { from: 0, to: 5 }).rects.filter(inLane(LANES.events))).toEqual([]);
});
