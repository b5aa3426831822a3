import { expect, test } from 'vitest';
import type { RecordingLine } from '#lib/protocol/recording/recording.ts';
import { createEventLine } from '#lib/protocol/recording/recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { countGaps } from './gaps.ts';
import { Timeline } from './timeline.ts';

const event = (t: number, seq: number, value: RunEvent & { from?: number }) => createEventLine(t, seq, value);
const delta = (t: number, seq: number, text = 'word') =>
  event(t, seq, { type: 'text-delta', id: '1', delta: text });
function timelineOf(...lines: RecordingLine[]): Timeline {
  const timeline = new Timeline();
  timeline.add(lines);
  return timeline;
}

test('marks say what is worth seeing, and when it was', () => {
  const timeline = timelineOf(
    { t: 0, type: 'request', method: 'POST', after: 0 },
    { t: 10, type: 'open', status: 200 },
    event(12, 1, {
      type: 'data-retry',
      data: { retry: 1, of: 2, delayMs: 5, error: { code: 'rate-limited', message: '' } },
    }),
    delta(500, 2),
    { t: 1_200, type: 'comment', text: ': alive silent=700ms keep-alives=1' },
    delta(1_600, 3),
    { t: 1_700, type: 'close', reason: 'lost' },
    { t: 1_700, type: 'request', method: 'GET', after: 3 },
    { t: 1_710, type: 'close', reason: 'lost' },
    { t: 2_000, type: 'request', method: 'GET', after: 3 },
    { t: 2_100, type: 'open', status: 200 },
    event(2_200, 4, { type: 'finish' }),
  );
  expect(timeline.marks).toEqual([
    { kind: 'retry', t: 12, line: 2 },
    { kind: 'first-token', t: 500, line: 3 },
    { kind: 'keep-alive', t: 1_200, line: 4 },
    { kind: 'stall', t: 1_600, line: 5, ms: 1_100 },
    { kind: 'lost', t: 1_700, line: 6 },
    { kind: 'reconnected', t: 2_100, line: 10, ms: 400 },
    { kind: 'end', t: 2_200, line: 11 },
  ]);
  expect(timeline.isEnded).toBe(true);
});

test('what the run did has no gaps', () => {
  const timeline = timelineOf(
    { t: 0, type: 'request', method: 'POST', after: 0 },
    event(10, 1, { type: 'start' }),
    event(20, 2, { type: 'reasoning-start', id: 'r' }),
    event(40, 3, { type: 'reasoning-end', id: 'r' }),
    event(50, 4, { type: 'tool-input-start', toolCallId: 'c', toolName: 'add' }),
    event(60, 5, { type: 'tool-input-available', toolCallId: 'c', toolName: 'add', input: {} }),
    event(90, 6, { type: 'tool-output-available', toolCallId: 'c', output: 1 }),
    event(95, 7, { type: 'text-start', id: '1' }),
    delta(99, 8),
    event(120, 9, { type: 'text-end', id: '1' }),
    event(121, 10, { type: 'finish' }),
  );
  expect(timeline.activities.map(({ name, from, to }) => [name, from, to])).toEqual([
    ['waiting', 0, 20],
    ['reasoning', 20, 40],
    ['waiting', 40, 50],
    ['call', 50, 60],
    ['tool', 60, 90],
    ['waiting', 90, 95],
    ['text', 95, 120],
    ['waiting', 120, 121],
  ]);
});

test('what is received again counts once, and of a merged delta what is new', () => {
  const timeline = timelineOf(
    delta(0, 1, 'aaaa'),
    delta(5, 4, 'bbbb'),
    event(9, 1, { type: 'start' }),
    event(9, 8, { type: 'text-delta', id: '1', delta: 'x'.repeat(80), from: 1 }),
  );
  expect(timeline.output).toBe(4 + 4 + 40);
  expect([...timeline.arrivals]).toEqual([0, 5, 9]);
});

test('lines are found by time, and output between two times', () => {
  const timeline = timelineOf(
    ...Array.from({ length: 5_000 }, (_, index) => delta(index * 10, index + 1, 'abc')),
  );
  expect([timeline.firstAt(-1), timeline.firstAt(0), timeline.firstAt(1), timeline.firstAt(99_999)]).toEqual([
    0, 0, 1, 5_000,
  ]);
  expect([
    timeline.nearestTo(-5),
    timeline.nearestTo(14),
    timeline.nearestTo(16),
    timeline.nearestTo(99_999),
  ]).toEqual([0, 1, 2, 4_999]);
  expect(timeline.outputBetween(100, 200)).toBe(30);
  expect(timeline.kindOf(7)).toBe('text');
});

test('a timeline that grows is the one that was made at once', () => {
  const lines = Array.from({ length: 3_000 }, (_, index) => delta(index ** 1.5, index + 1));
  const grown = new Timeline();
  for (let first = 0; first < lines.length; first += 7) grown.add(lines.slice(first, first + 7));
  const whole = timelineOf(...lines);
  expect([grown.marks, grown.activities, grown.arrivals]).toEqual([
    whole.marks,
    whole.activities,
    whole.arrivals,
  ]);
});

test('gaps are counted by length, within a range', () => {
  const arrivals = Float64Array.from([0, 3, 10, 40, 2_000, 20_000]);
  expect(countGaps(arrivals, 0, 20_000)).toEqual({
    counts: [1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1],
    most: 1,
    median: 30,
    longest: 18_000,
  });
  expect(countGaps(arrivals, 5, 1_000).counts.reduce((a, b) => a + b)).toBe(1);
});
