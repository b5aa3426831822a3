import { describe, expect, test, vi } from 'vitest';
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
  'line endings can be mixed': {
    text: 'data: a\rdata: b\ndata: c\r\n\r\ndata: d\n\r\n',
    frames: [
      ['message', 'a\nb\nc', ''],
      ['message', 'd', ''],
    ],
  },
  'a leading byte order mark is dropped': { text: '\uFEFFdata: one\n\n', frames: [['message', 'one', '']] },
  'a byte order mark before a later frame is dropped': {
    text: 'data: one\n\n\uFEFFdata: two\n\uFEFFdata: three\n\uFEFF\n\uFEFFid: 7\ndata: four\n\n',
    frames: [
      ['message', 'one', ''],
      ['message', 'two\nthree', ''],
      ['message', 'four', '7'],
    ],
  },
  'a byte order mark inside a value is data': {
    text: 'data: \uFEFFone\n\n',
    frames: [['message', '\uFEFFone', '']],
  },
  'comments are dropped': { text: ': hello\ndata: one\n:\n\n: bye\n\n', frames: [['message', 'one', '']] },
  'several data lines are joined by LF': {
    text: 'data: a\ndata:\ndata: b\n\n',
    frames: [['message', 'a\n\nb', '']],
  },
  'an empty data line makes an event': {
    text: 'data\n\ndata:\n\n',
    frames: [
      ['message', '', ''],
      ['message', '', ''],
    ],
  },
  'only the first space after the colon is dropped': {
    text: 'data:  a \n\ndata:b\n\n',
    frames: [
      ['message', ' a ', ''],
      ['message', 'b', ''],
    ],
  },
  'an event type applies to one frame': {
    text: 'event: error\ndata: x\n\ndata: y\n\n',
    frames: [
      ['error', 'x', ''],
      ['message', 'y', ''],
    ],
  },
  'an event type without data makes no frame': {
    text: 'event: error\n\ndata: y\n\n',
    frames: [['message', 'y', '']],
  },
  'an id applies until the next one': {
    text: 'id: 7\ndata: x\n\ndata: y\n\nid\ndata: z\n\n',
    frames: [
      ['message', 'x', '7'],
      ['message', 'y', '7'],
      ['message', 'z', ''],
    ],
  },
  'an id is kept from a frame without data': {
    text: 'id: 7\n\ndata: x\n\n',
    frames: [['message', 'x', '7']],
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
  'colons in a value are kept': { text: 'data: {"a":"b: c"}\n\n', frames: [['message', '{"a":"b: c"}', '']] },
  'an unfinished frame is never emitted': {
    text: 'data: one\n\ndata: two\n',
    frames: [['message', 'one', '']],
  },
  'characters of one to four bytes are decoded': {
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

test('a line of a hundred thousand byte order marks is as good as none', () => {
  expect(decode([bytes(`data: x\n\n${'\uFEFF'.repeat(100_000)}data: y\n\n`)])).toHaveLength(2);
});

test('a frame above the size limit throws', () => {
  const decoder = new SseDecoder({ maxFrameCharacters: 10 });
  expect(decoder.push(bytes('data: 1234\n\n'))).toHaveLength(1);
  expect(() => decoder.push(bytes('data: 12345678901'))).toThrow(SseFrameTooLargeError);
});

test('the size limit covers all lines of a frame, however they are cut', () => {
  const decoder = new SseDecoder({ maxFrameCharacters: 20 });
  decoder.push(bytes('data: 0123456789\nda'));
  decoder.push(bytes('ta: 01'));
  expect(() => decoder.push(bytes('23456789'))).toThrow(SseFrameTooLargeError);
});

describe('the work grows linearly', () => {
  /**
   * Counts the characters that string and array methods go through while a stream is decoded. A search counts the characters
   * up to its match, and every string that a search or slice sees for the first time counts whole: a concatenated string
   * has to be copied before it can be searched.
   */
  function countCharacters(text: string, chunkLength: number): number {
    let characters = 0;
    const seen = new Set<string>();
    const see = (string: string) => {
      if (!seen.has(string)) characters += string.length;
      seen.add(string);
    };
    const { indexOf, slice } = String.prototype;
    const { join } = Array.prototype;
    vi.spyOn(String.prototype, 'indexOf').mockImplementation(function (this: string, search, from = 0) {
      const found = indexOf.call(this, search, from);
      see(this);
      characters += (found === -1 ? this.length : found) - from;
      return found;
    });
    vi.spyOn(String.prototype, 'slice').mockImplementation(function (this: string, start, end) {
      see(this);
      return slice.call(this, start, end);
    });
    vi.spyOn(Array.prototype, 'join').mockImplementation(function (this: unknown[], separator) {
      const joined = join.call(this, separator);
      characters += joined.length;
      return joined;
    });
    const chunks: Uint8Array[] = [];
    const whole = bytes(text);
    for (let start = 0; start < whole.length; start += chunkLength) {
      chunks.push(whole.subarray(start, start + chunkLength));
    }
    try {
      decode(chunks);
      return characters;
    } finally {
      vi.restoreAllMocks();
    }
  }

  test.each<[string, (size: number) => string, chunkLength: number]>([
    ['one event over many chunks', (size) => `data: ${'x'.repeat(size)}\n\n`, 64],
    ['one event over many chunks, ended by CRLF', (size) => `data: ${'x'.repeat(size)}\r\n\r\n`, 64],
    ['many lines in one chunk', (size) => 'data: x\n'.repeat(size / 8), Number.MAX_SAFE_INTEGER],
    [
      'many lines and one CR in one chunk',
      (size) => `${'data: x\n'.repeat(size / 8)}\r`,
      Number.MAX_SAFE_INTEGER,
    ],
  ])('%s', (_, write, chunkLength) => {
    const once = countCharacters(write(16_384), chunkLength);
    const twice = countCharacters(write(32_768), chunkLength);
    expect(once).toBeGreaterThan(16_384);
    expect(twice / once).toBeLessThan(2.1);
  });
});

test('offers the comments of a chunk, wherever the chunk is split', () => {
  const bytes = new TextEncoder().encode(': one\n:two\n\n');
  for (let cut = 0; cut < bytes.length - 2; cut++) {
    const decoder = new SseDecoder();
    decoder.push(bytes.subarray(0, cut));
    const before = decoder.comments;
    expect(decoder.push(bytes.subarray(cut))).toEqual([]);
    expect(before + decoder.comments).toBe(': one:two');
  }
  const decoder = new SseDecoder();
  decoder.push(bytes);
  expect(decoder.push(new TextEncoder().encode('data: a\n\n'))).toHaveLength(1);
  expect(decoder.comments).toBe('');
});
