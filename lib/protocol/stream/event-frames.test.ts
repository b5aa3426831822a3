import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import type { RunEvent } from '../run-event.ts';
import { createFrameDecoder, createFrameEncoder, type NumberedEvent } from './event-frames.ts';

/** One event of each kind, the deltas twice. */
const EVENTS: RunEvent[] = [
  { type: 'start', messageId: 'm', messageMetadata: { runId: 'r', model: 'x', startedAt: 1 } },
  { type: 'data-retry', data: { retry: 1, of: 2, delayMs: 3, error: { code: 'truncated', message: '\n' } } },
  { type: 'start-step' },
  { type: 'reasoning-start', id: '1' },
  { type: 'reasoning-delta', id: '1', delta: 'why' },
  { type: 'reasoning-delta', id: '1', delta: '' },
  { type: 'reasoning-end', id: '1', providerMetadata: { runnel: { durationMs: 5 } } },
  { type: 'text-start', id: '1' },
  { type: 'text-delta', id: '1', delta: '"[DONE]"\r\n' },
  { type: 'text-delta', id: '1', delta: '涓🙂\ud83d' },
  { type: 'text-delta', id: '1', delta: 'x', providerMetadata: { a: { b: 1 } } },
  { type: 'text-delta', id: '2', delta: '\ufeff\u2028' },
  { type: 'text-end', id: '1' },
  { type: 'tool-input-start', toolCallId: '1', toolName: 'clock' },
  { type: 'tool-input-delta', toolCallId: '1', inputTextDelta: '{"a":' },
  { type: 'tool-input-delta', toolCallId: '1', inputTextDelta: '1}' },
  { type: 'tool-input-available', toolCallId: '1', toolName: 'clock', input: { a: 1 } },
  { type: 'tool-output-available', toolCallId: '1', output: 'noon' },
  { type: 'tool-output-error', toolCallId: '2', errorText: 'No.' },
  { type: 'tool-approval-request', approvalId: 'a', toolCallId: '3' },
  { type: 'source-url', sourceId: 's', url: 'https://example.com' },
  { type: 'file', url: 'data:,', mediaType: 'text/plain' },
  { type: 'finish-step' },
  { type: 'message-metadata', messageMetadata: { runId: 'r', model: 'x', startedAt: 1 } },
  { type: 'abort', reason: 'stopped' },
  { type: 'error', errorText: 'No.' },
  { type: 'finish', finishReason: 'stop' },
];

function encode(events: readonly NumberedEvent[], isCompact: boolean): string {
  return events.map(createFrameEncoder('run-1', isCompact)).join('');
}

function decode(text: string) {
  const frames = new SseDecoder().push(new TextEncoder().encode(text));
  const readFrame = createFrameDecoder();
  return frames.map((frame) => {
    const { runId, seq, from, event } = readFrame(frame);
    return { runId, seq, from, event };
  });
}

/** What the decoder returns for these events. */
const decoded = (events: readonly NumberedEvent[]) =>
  events.map(({ seq, from = seq, event }) => ({ runId: 'run-1', seq, from, event }));

/** Random events, most of which continue the one before, with gaps and merged deltas among the numbers. */
function createRandomEvents(random: (limit: number) => number): NumberedEvent[] {
  let event = EVENTS[random(EVENTS.length)] as RunEvent;
  let seq = random(3);
  return Array.from({ length: random(40) }, () => {
    if (random(4) === 0) event = EVENTS[random(EVENTS.length)] as RunEvent;
    const from = seq + 1 + (random(8) === 0 ? random(5) : 0);
    seq = from + (event.type.endsWith('-delta') && random(4) === 0 ? 1 + random(12) : 0);
    return { seq, ...(from < seq ? { from } : {}), event };
  });
}

/** Random integers below a limit, the same ones for the same seed. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe.each([
  ['full', false],
  ['compact', true],
])('the %s form', (_, isCompact) => {
  const isLost = (events: readonly NumberedEvent[]) =>
    !isDeepStrictEqual(decode(encode(events, isCompact)), decoded(events));

  test('brings back every kind of event, after every kind of event', () => {
    const lost = EVENTS.flatMap((event) =>
      EVENTS.filter((next) =>
        isLost([event, next, next].map((one, index) => ({ seq: index + 1, event: one }))),
      ),
    );
    expect(lost).toEqual([]);
  });

  test('brings back random streams, also when they are resumed at any event', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const events = createRandomEvents(createRandom(seed));
      const lost = events.map((_, first) => events.slice(first)).filter(isLost);
      expect(lost, `seed ${seed}`).toEqual([]);
    }
  });
});

const word = (text: string): RunEvent => ({ type: 'text-delta', id: '1', delta: text });

test('a delta that continues the frame before is its text, with a number if it merges several', () => {
  const events = [
    { seq: 4, event: word('One') },
    { seq: 5, event: word(' two') },
    { seq: 9, from: 6, event: word(' and so on') },
    { seq: 10, event: word('.') },
  ];
  expect(encode(events, true)).toBe(
    'id: run-1:4\ndata: {"type":"text-delta","id":"1","delta":"One"}\n\n' +
      'data:" two"\n\n' +
      'id:9\ndata:" and so on"\n\n' +
      'data:"."\n\n',
  );
});

test('the frame after a gap is complete', () => {
  const events = [
    { seq: 4, event: word('One') },
    { seq: 6, event: word(' two') },
  ];
  expect(encode(events, true)).toBe(encode(events, false));
});

test('one stream may have frames of both forms', () => {
  const [first, ...rest] = EVENTS.map((event, index) => ({ seq: index + 1, event }));
  const events = first ? [first, ...rest] : [];
  const mixed = encode(events.slice(0, 5), true) + encode(events.slice(5), false);
  expect(decode(mixed)).toEqual(decoded(events));
});
