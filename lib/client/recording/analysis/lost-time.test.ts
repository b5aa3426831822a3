import { describe, expect, test } from 'vitest';
import type { RecordingLine } from '#lib/protocol/recording/recording.ts';
import { createEventLine } from '#lib/protocol/recording/recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { attributeLostTime } from './lost-time.ts';
import { Timeline } from './timeline.ts';

const delta = (t: number, seq: number): RecordingLine =>
  createEventLine(t, seq, { type: 'text-delta', id: '1', delta: 'word ' });
const event = (t: number, seq: number, value: RunEvent): RecordingLine => createEventLine(t, seq, value);
const stamp = (t: number, at: number): RecordingLine => ({ t, type: 'comment', text: `: at=${at}` });
const OPEN: RecordingLine = { t: 0, type: 'open', status: 200 };
const REQUEST: RecordingLine = { t: 0, type: 'request', method: 'POST', after: 0 };

/** The causes of the lost time, in whole milliseconds, without those that have none. */
function attribute(...lines: RecordingLine[]) {
  const timeline = new Timeline();
  timeline.add(lines);
  const { total, ...causes } = attributeLostTime(timeline);
  const sum = Object.values(causes).reduce((a, b) => a + b, 0);
  expect(sum).toBeCloseTo(total, 6);
  return Object.fromEntries(
    Object.entries(causes).flatMap(([cause, ms]) => (ms > 0 ? [[cause, Math.round(ms)]] : [])),
  );
}

describe('a wait goes to', () => {
  test('the server until it responds, then to the model up to the server’s own measure of its first token', () => {
    expect(
      attribute(
        REQUEST,
        { t: 300, type: 'open', status: 200 },
        event(310, 1, { type: 'start' }),
        delta(2_310, 2),
        event(2_320, 3, {
          type: 'finish',
          messageMetadata: { runId: 'r', model: 'm', startedAt: 0, firstTokenMs: 1_500 },
        }),
      ),
    ).toEqual({ server: 300, model: 1_500, unknown: 510 });
  });

  test('the model, if a heartbeat says that it was silent', () => {
    expect(
      attribute(
        delta(0, 1),
        { t: 10_000, type: 'comment', text: ': alive silent=9900ms keep-alives=3' },
        delta(12_000, 2),
      ),
    ).toEqual({ model: 9_900, unknown: 2_100 });
  });

  test('the model, if what follows was written just then', () => {
    expect(
      attribute(OPEN, delta(0, 1), stamp(1_000, 980), delta(1_000, 2), delta(3_000, 3), stamp(3_000, 2_985)),
    ).toEqual({
      model: 3_000,
    });
  });

  test('what is between, if what follows was written long before', () => {
    expect(
      attribute(OPEN, delta(0, 1), delta(100, 2), stamp(100, 90), delta(3_100, 3), stamp(3_100, 340)),
    ).toEqual({ proxy: 2_760, unknown: 240 });
  });

  test('the connection, while there was none', () => {
    expect(
      attribute(
        OPEN,
        delta(0, 1),
        { t: 100, type: 'close', reason: 'lost' },
        { t: 400, type: 'request', method: 'GET', after: 1 },
        { t: 1_000, type: 'open', status: 200 },
        delta(1_050, 2),
      ),
    ).toEqual({ connection: 900, unknown: 150 });
  });

  test('the browser, for the task at its end, and for what waited to be taken', () => {
    expect(
      attribute(
        delta(0, 1),
        { t: 120, type: 'task', from: 50, ms: 60 },
        { t: 400, type: 'task', from: 200, ms: 199 },
        delta(400, 2),
        { t: 480, type: 'delay', seq: 2, ms: 80 },
      ),
    ).toEqual({ browser: 199 + 80, unknown: 201 });
  });

  test('tools while they run, and to the model that has failed and is asked again', () => {
    expect(
      attribute(
        event(0, 1, { type: 'tool-input-available', toolCallId: 'c', toolName: 'add', input: {} }),
        event(700, 2, { type: 'tool-output-available', toolCallId: 'c', output: 1 }),
        event(710, 3, {
          type: 'data-retry',
          data: { retry: 1, of: 3, delayMs: 500, error: { code: 'rate-limited', message: '' } },
        }),
        delta(1_300, 4),
      ),
    ).toEqual({ tools: 700, model: 590 });
  });
});

test('the flow of an answer is no lost time, and what is received again is no arrival', () => {
  expect(attribute(delta(0, 1), delta(249, 2), delta(400, 3), delta(2_000, 3))).toEqual({});
});
