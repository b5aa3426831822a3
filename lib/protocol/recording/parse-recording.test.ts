import { describe, expect, test } from 'vitest';
import { parseRecording, RecordingError } from './parse-recording.ts';
import {
  createEventLine,
  encodeLine,
  encodeRecording,
  MAX_RECORDING_BYTES,
  type Recording,
  type RecordingHeader,
} from './recording.ts';

const header: RecordingHeader = {
  format: 'runnel-recording',
  version: 1,
  runId: 'run-1',
  model: 'demo',
  startedAt: 1_000,
  app: 'Runnel 0.1.0',
};
const recording: Recording = {
  header,
  lines: [
    { t: 0, type: 'request', method: 'POST', after: 0 },
    { t: 8.25, type: 'open', status: 200 },
    createEventLine(9, 1, { type: 'start', messageId: 'run-1' }),
    createEventLine(9, 2, { type: 'text-start', id: '1' }),
    createEventLine(30.5, 4, { type: 'text-delta', id: '1', delta: '涓流 🙂\n\u2028', from: 3 }),
    { t: 31, type: 'comment', text: ': alive silent=10000ms keep-alives=2' },
    { t: 50, type: 'task', from: 12, ms: 36 },
    { t: 50, type: 'delay', ms: 90, seq: 4 },
    { t: 60, type: 'close', reason: 'lost' },
    { t: 61, type: 'request', method: 'GET', after: 4, polls: true },
  ],
};
const first = encodeLine(header);
const errorOf = (text: string): RecordingError => {
  try {
    parseRecording(text);
  } catch (error) {
    if (error instanceof RecordingError) return error;
  }
  throw new Error('parsed');
};

test('a recording is read back as it was written', () => {
  expect(parseRecording(encodeRecording(recording))).toEqual(recording);
});

test('a byte order mark, CRLF and empty lines do not matter', () => {
  const text = `\uFEFF${encodeRecording(recording).replaceAll('\n', '\r\n\r\n')}`;
  expect(parseRecording(text)).toEqual(recording);
});

test('the bytes of an event are those of its JSON in UTF-8', () => {
  const event = { type: 'text-delta', id: '1', delta: '涓🙂' } as const;
  expect(createEventLine(0, 1, event).bytes).toBe(Buffer.byteLength(JSON.stringify(event)));
});

test('a last line that is cut off is dropped, any other is an error', () => {
  const whole = encodeRecording(recording);
  const cut = whole.slice(0, whole.length - 20);
  expect(parseRecording(cut).lines).toEqual(recording.lines.slice(0, -1));
  expect(errorOf(`${cut}\n${whole}`)).toMatchObject({
    line: 11,
    message: 'Line 11: This is no JSON object.',
  });
});

test('lines and events that only a newer version knows are no errors', () => {
  const text = [
    first,
    '{"t":1,"type":"weather"}',
    '{"t":2,"type":"event","seq":1,"bytes":9,"event":{"type":"data-x"}}',
  ];
  expect(parseRecording(text.join('\n')).lines).toMatchObject([{ type: 'event' }]);
});

describe('a bad line is named', () => {
  test.each<[name: string, lines: string[], line: number, problem: RegExp]>([
    ['an empty file', [], 0, /empty/],
    ['another file', ['<html>'], 1, /no recording/],
    ['other JSON', ['{"messages":[]}'], 1, /no recording/],
    ['a newer format', [first.replace('"version":1', '"version":2')], 1, /version 1/],
    ['a run id that is none', [first.replace('run-1', '../x')], 1, /"runId" must be an id/],
    ['a line without a time', [first, '{"type":"open","status":200}'], 2, /"t" must/],
    ['a negative time', [first, '{"t":-1,"type":"open","status":200}'], 2, /"t" must/],
    [
      'time that goes back',
      [first, '{"t":5,"type":"open","status":200}', '', '{"t":4,"type":"open","status":200}'],
      4,
      /before the 5/,
    ],
    [
      'an event without a number',
      [first, '{"t":0,"type":"event","bytes":1,"event":{"type":"start"}}'],
      2,
      /"seq"/,
    ],
    [
      'an event that is none',
      [first, '{"t":0,"type":"event","seq":1,"bytes":1,"event":[]}'],
      2,
      /"event" must/,
    ],
    [
      'a delta without a text',
      [first, '{"t":0,"type":"event","seq":1,"bytes":1,"event":{"type":"text-delta","id":"1"}}'],
      2,
      /"event.delta" must be a string/,
    ],
    [
      'metadata that are none',
      [first, '{"t":0,"type":"event","seq":1,"bytes":1,"event":{"type":"start","messageMetadata":7}}'],
      2,
      /"event.messageMetadata"/,
    ],
    [
      'a continued answer without parts',
      [encodeLine({ ...header, continues: { id: '1', parts: [7 as never] } })],
      1,
      /"continues.parts\[0\]"/,
    ],
    ['a list', [first, '[]'], 2, /no JSON object|"t"/],
  ])('%s', (_, lines, line, problem) => {
    const error = errorOf(lines.map((text) => `${text}\n`).join(''));
    expect(error.line).toBe(line);
    expect(error.message).toMatch(problem);
  });
});

test('a file beyond the limit is refused before it is read', () => {
  expect(errorOf(' '.repeat(MAX_RECORDING_BYTES + 1)).message).toMatch(/larger than 64 MB/);
});
