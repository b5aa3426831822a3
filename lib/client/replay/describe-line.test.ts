import { expect, test } from 'vitest';
import type { RecordingLine } from '#lib/protocol/recording/recording.ts';
import { textDelta } from '../testing/follow.ts';
import { recordingOf, startEvent } from '../testing/sample-recordings.ts';
import { describeLine, formatPosition } from './describe-line.ts';

test.each([
  [0, '0:00.0'],
  [99, '0:00.0'],
  [9_950, '0:09.9'],
  [61_000, '1:01.0'],
  [600_000, '10:00.0'],
  [3_723_400, '1:02:03.4'],
])('%d ms are shown as %s', (ms, text) => expect(formatPosition(ms)).toBe(text));

test.each<[line: RecordingLine, text: string]>([
  [{ t: 0, type: 'request', method: 'POST', after: 0 }, 'POST after=0'],
  [{ t: 0, type: 'request', method: 'GET', after: 7, polls: true }, 'GET after=7 poll'],
  [{ t: 0, type: 'open', status: 200 }, 'HTTP 200'],
  [{ t: 0, type: 'close', reason: 'lost' }, 'close lost'],
  [
    { t: 0, type: 'comment', text: ': alive silent=10000ms keep-alives=2\n' },
    ': alive silent=10000ms keep-alives=2',
  ],
  [{ t: 61, type: 'task', from: 0, ms: 60.4 }, 'task 60 ms'],
  [{ t: 0, type: 'delay', ms: 90, seq: 3 }, '#3 delay 90 ms'],
])('%o is named %s', (line, text) => expect(describeLine(line)).toBe(text));

test('an event is named by its number, type and text', () => {
  const { lines } = recordingOf([
    [0, startEvent],
    [1, textDelta('涓\n')],
    [2, textDelta('a'.repeat(1_000))],
  ]);
  expect(lines.map(describeLine)).toEqual([
    '#1 start',
    '#2 text-delta "涓\\n"',
    `#3 text-delta "${'a'.repeat(60)}"`,
  ]);
});
