import { expect, test } from 'vitest';
import { parseRecording } from '#lib/protocol/recording/parse-recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { createFrameEncoder } from '#lib/protocol/stream/event-frames.ts';
import type { ConnectionNote } from '../run/connection-hooks.ts';
import { RunLines } from './run-lines.ts';

const HEADER = '{"format":"runnel-recording","version":1,"runId":"r","startedAt":0,"app":"test"}\n';

/** The lines of a run that starts 1000 ms after the page. */
function record(...notes: [at: number, note: ConnectionNote][]) {
  const lines = new RunLines('r', 1_000, true);
  for (const note of notes) lines.add(...note);
  return { lines, recorded: parseRecording(HEADER + lines.take()).lines };
}
const chunk = (text: string) => new TextEncoder().encode(text);
const frame = (seq: number, event: RunEvent & { from?: number }) =>
  `id: r:${seq}\ndata: ${JSON.stringify(event)}\n\n`;
const opened = () => new Response(null);
const start: RunEvent = { type: 'text-start', id: '1' };

test('each frame is a line, with the time at which the chunk that completes it has arrived', () => {
  const delta = { type: 'text-delta', id: '1', delta: '涓流', from: 2 } as const;
  const text = frame(1, start) + frame(4, delta);
  const cut = text.length - 10;
  const { recorded } = record(
    [1_000, { after: 0 }],
    [1_020.123456, opened()],
    [1_030, chunk(text.slice(0, cut))],
    [1_040.5, chunk(text.slice(cut))],
  );
  const size = (event: object) => new TextEncoder().encode(JSON.stringify(event)).length;
  expect(recorded).toEqual([
    { t: 0, type: 'request', method: 'POST', after: 0 },
    { t: 20.12, type: 'open', status: 200 },
    { t: 30, type: 'event', seq: 1, bytes: size(start), event: start },
    { t: 40.5, type: 'event', seq: 4, bytes: size(delta), event: delta },
  ]);
});

test('a frame in the compact form is a line like any other', () => {
  const word = (text: string) => ({ type: 'text-delta', id: '1', delta: text }) as const;
  const encode = createFrameEncoder('r', true);
  const text = [
    { seq: 1, event: start },
    { seq: 2, event: word('one') },
    { seq: 3, event: word('two') },
    { seq: 6, from: 4, event: word('three') },
  ].map(encode);
  const { recorded } = record(
    [1_010, chunk(text.join(''))],
    [1_011, chunk(encode({ seq: 7, event: word('.') }))],
  );
  expect(text.at(-1)).toBe('id:6\ndata:"three"\n\n');
  expect(recorded).toMatchObject([
    { seq: 1, event: start },
    { seq: 2, event: word('one') },
    { seq: 3, bytes: 5, event: word('two') },
    { seq: 6, bytes: 7, event: { ...word('three'), from: 4 } },
    { t: 11, seq: 7, event: word('.') },
  ]);
});

test('comments are lines', () => {
  const { recorded } = record([1_005, chunk(': alive silent=2000ms keep-alives=1\n\n')]);
  expect(recorded).toEqual([{ t: 5, type: 'comment', text: ': alive silent=2000ms keep-alives=1' }]);
});

test('the events of a poll get their numbers back', () => {
  const events = [
    { type: 'text-delta', id: '1', delta: 'abc', from: 4 },
    { type: 'text-end', id: '1' },
    { type: 'text-delta', id: '2', delta: 'de', from: 8 },
    { type: 'finish' },
  ] as RunEvent[];
  const { recorded, lines } = record(
    [1_000, { after: 3, polls: true }],
    [1_001, opened()],
    [1_002, { from: 4, seq: 10, events, isTerminated: true }],
    [1_003, false],
  );
  expect(recorded.map((line) => ('seq' in line ? line.seq : line.type))).toEqual([
    'request',
    'open',
    6,
    7,
    9,
    10,
    'close',
  ]);
  expect(lines.hasEnded).toBe(true);
});

test.each<[reason: string, text: string, isLeft: boolean]>([
  ['ended', frame(1, { type: 'finish' }), false],
  ['planned', ': reconnect\n\n', false],
  ['lost', frame(1, start), false],
  ['left', frame(1, start), true],
])('a connection that is closed says why: %s', (reason, text, isLeft) => {
  const { recorded, lines } = record(
    [1_000, { after: 0 }],
    [1_001, opened()],
    [1_002, chunk(text)],
    [1_003, isLeft],
  );
  expect(recorded.at(-1)).toEqual({ t: 3, type: 'close', reason });
  expect(lines.isClosed).toBe(true);
});

test('a request after the first response attaches', () => {
  const { recorded } = record(
    [1_000, { after: 0 }],
    [1_001, opened()],
    [1_002, false],
    [1_003, { after: 1 }],
  );
  expect(recorded.at(-1)).toEqual({ t: 3, type: 'request', method: 'GET', after: 1 });
});

test('events that wait for the page are a delay, those that it takes at once are none', () => {
  const { recorded } = record(
    [1_000, chunk(frame(1, start))],
    [1_010, 1],
    [1_020, chunk(frame(2, { type: 'text-delta', id: '1', delta: 'a' }))],
    [1_050, chunk(frame(3, { type: 'text-delta', id: '1', delta: 'b' }))],
    [1_100, 3],
  );
  expect(recorded.filter(({ type }) => type === 'delay')).toEqual([
    { t: 100, type: 'delay', ms: 80, seq: 2 },
  ]);
});

test('a frame of another run, [DONE] and what is no JSON are no lines', () => {
  const text = `id: other:1\ndata: {"type":"finish"}\n\nid: r:1\ndata: <html>\n\ndata: [DONE]\n\n`;
  expect(record([1_000, chunk(text)]).recorded).toEqual([]);
});
