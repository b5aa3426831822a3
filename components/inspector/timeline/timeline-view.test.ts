import { expect, test, vi } from 'vitest';
import { Timeline } from '#lib/client/recording/analysis/timeline.ts';
import { createEventLine } from '#lib/protocol/recording/recording.ts';
import { TimelineView } from './timeline-view.ts';

const line = (t: number, seq: number) =>
  createEventLine(t, seq, { type: 'text-delta', id: '1', delta: 'word' });
function viewOf(...times: number[]) {
  const timeline = new Timeline();
  timeline.add(times.map((t, index) => line(t, index + 1)));
  return new TimelineView(timeline);
}

test('the whole run is shown as it grows, a chosen range stays', () => {
  const view = viewOf(0, 1_000);
  view.timeline.add([line(2_000, 3)]);
  expect(view.range).toEqual({ from: 0, to: 2_000 });
  view.show(500, 700);
  view.timeline.add([line(4_000, 4)]);
  expect([view.range, view.isWhole]).toEqual([{ from: 500, to: 700 }, false]);
  view.showWhole();
  expect(view.range).toEqual({ from: 0, to: 4_000 });
});

test('a range stays within the run and is never empty', () => {
  const view = viewOf(0, 1_000);
  view.show(-300, 100);
  expect(view.range).toEqual({ from: 0, to: 400 });
  view.show(900, 1_500);
  expect(view.range).toEqual({ from: 400, to: 1_000 });
  view.show(500, 500);
  expect(view.range.to - view.range.from).toBeGreaterThan(0);
});

test('zooming keeps the cursor where it is', () => {
  const view = viewOf(0, 250, 1_000);
  view.moveTo(1);
  view.zoom(0.5);
  expect(view.range).toEqual({ from: 125, to: 625 });
  view.zoom(100);
  expect(view.isWhole).toBe(true);
});

test('the cursor goes through the events and the marks, and what it is at is shown', () => {
  const view = viewOf(0, 100, 5_000, 5_100);
  view.show(0, 200);
  view.moveTo(99);
  expect(view.cursor).toBe(3);
  expect(view.range.from).toBeLessThanOrEqual(5_100);
  view.moveToMark(-1);
  expect(view.cursor).toBe(2); // the end of a stall
  view.moveToMark(-1);
  expect(view.cursor).toBe(0); // the first token
  view.moveToMark(-1);
  expect(view.cursor).toBe(0);
});

test('listeners learn of each change until they leave', () => {
  const view = viewOf(0, 100);
  const listener = vi.fn();
  const leave = view.subscribe(listener);
  view.moveTo(1);
  view.grow();
  leave();
  view.showWhole();
  expect(listener).toHaveBeenCalledTimes(2);
});
