import { describe, expect, test } from 'vitest';
import { SseDecoder, type SseFrame, SseFrameTooLargeError } from './sse-decoder.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function decode(chunks: Uint8Array[]): SseFrame[] {
  const decoder = new SseDecoder();
  return chunks.flatMap((chunk) => decoder.push(chunk));
}

const streams: Record<string, { text: string; frames: [event: string, data: string, id: string][] }> = {
  'LF ends a line': {
    text: 'data: one\n\ndata: two\n\n',
    frames: [
      ['message', 'one', ''],
      ['message', 'two', ''],
    ],
  },
  'CRLF ends a line': {
    text: 'id: 1\r\ndata: one\r\n\r\ndata: two\r\n\r\n',
    frames: [
      ['message', 'one', '1'],
      ['message', 'two', '1'],
    ],
  },
  'CR ends a line': {
    text: 'data: one\r\rdata: two\r\r',
    frames: [
      ['message', 'one', ''],
      ['message', 'two', ''],
    ],
  },
  'line endings may be mixed': {
    text: 'data: a\rdata: b\ndata: c\r\n\r\ndata: d\n\r\n',
    frames: [
      ['message', 'a\nb\nc', ''],
      ['message', 'd', ''],
    ],
  },
  'a leading byte order mark is dropped': { text: '\uFEFFdata: one\n\n', frames: [['message', 'one', '']] },
  'a byte order mark elsewhere is data': {
    text: 'data: \uFEFFone\n\n',
    frames: [['message', '\uFEFFone', '']],
  },
  'comments are dropped': { text: ': hello\ndata: one\n:\n\n: bye\n\n', frames: [['message', 'one', '']] },
  'several data lines join with LF': {
    text: 'data: a\ndata:\ndata: b\n\n',
    frames: [['message', 'a\n\nb', '']],
  },
  'an empty data line is an event': {
    text: 'data\n\ndata:\n\n',
    frames: [
      ['message', '', ''],
      ['message', '', ''],
    ],
  },
  'only one space after the colon is dropped': {
    text: 'data:  a \n\ndata:b\n\n',
    frames: [
      ['message', ' a ', ''],
      ['message', 'b', ''],
    ],
  },
  'an event type lasts for one frame': {
    text: 'event: error\ndata: x\n\ndata: y\n\n',
    frames: [
      ['error', 'x', ''],
      ['message', 'y', ''],
    ],
  },
  'an event type without data gives nothing': {
    text: 'event: error\n\ndata: y\n\n',
    frames: [['message', 'y', '']],
  },
  'an id lasts until the next': {
    text: 'id: 7\ndata: x\n\ndata: y\n\nid\ndata: z\n\n',
    frames: [
      ['message', 'x', '7'],
      ['message', 'y', '7'],
      ['message', 'z', ''],
    ],
  },
  'an id with NUL is ignored': {
    text: 'id: 7\ndata: x\n\nid: 8\0\ndata: y\n\n',
    frames: [
      ['message', 'x', '7'],
      ['message', 'y', '7'],
    ],
  },
  'unknown fields and retry are ignored': {
    text: 'retry: 10\nfoo: bar\ndata: x\nDATA: y\n\n',
    frames: [['message', 'x', '']],
  },
  'colons in a value stay': { text: 'data: {"a":"b: c"}\n\n', frames: [['message', '{"a":"b: c"}', '']] },
  'an unfinished frame is never given out': {
    text: 'data: one\n\ndata: two\n',
    frames: [['message', 'one', '']],
  },
  'characters of every width': {
    text: 'data: 涓流 é 🙂 👩‍👩‍👧\n\n',
    frames: [['message', '涓流 é 🙂 👩‍👩‍👧', '']],
  },
};

describe.each(Object.entries(streams))('%s', (_, { text, frames }) => {
  const expected = frames.map(([event, data, id]) => ({ id, event, data }));
  const whole = bytes(text);

  test('whole', () => expect(decode([whole])).toEqual(expected));

  test('split at every byte', () => {
    for (let cut = 0; cut <= whole.length; cut++) {
      expect(decode([whole.slice(0, cut), whole.slice(cut)]), `cut at ${cut}`).toEqual(expected);
    }
  });

  test('split at every pair of bytes', () => {
    for (let first = 0; first < whole.length; first++) {
      for (let second = first; second <= whole.length; second++) {
        const chunks = [whole.slice(0, first), whole.slice(first, second), whole.slice(second)];
        expect(decode(chunks), `cuts at ${first} and ${second}`).toEqual(expected);
      }
    }
  });

  test('one byte at a time', () => {
    expect(decode(Array.from(whole, (_, index) => whole.slice(index, index + 1)))).toEqual(expected);
  });
});

test('a frame past the limit is refused', () => {
  const decoder = new SseDecoder({ maxFrameCharacters: 10 });
  expect(decoder.push(bytes('data: 1234\n\n'))).toHaveLength(1);
  expect(() => decoder.push(bytes('data: 12345678901'))).toThrow(SseFrameTooLargeError);
});
