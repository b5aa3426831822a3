import { expect, test } from 'vitest';
import { SseDecoder } from './sse-decoder.ts';
import { encodeSseComment, encodeSseFrame } from './sse-encoder.ts';

const decode = (text: string) => new SseDecoder().push(new TextEncoder().encode(text));

test('a frame has id, event and data, then an empty line', () => {
  expect(encodeSseFrame({ id: 3, event: 'error', data: '{}' })).toBe('id: 3\nevent: error\ndata: {}\n\n');
  expect(encodeSseFrame({ data: 'x' })).toBe('data: x\n\n');
});

test.each(['', ' leading', 'a\nb', '\n', '\n\n', 'data: inside', 'ends\n', '涓流 🙂', '  \n  '])(
  'data %j survives a round trip',
  (data) => expect(decode(encodeSseFrame({ id: 1, data }))).toEqual([{ id: '1', event: 'message', data }]),
);

test('every line ending inside data is decoded as LF', () => {
  expect(decode(encodeSseFrame({ data: 'a\r\nb\rc\nd' }))[0]?.data).toBe('a\nb\nc\nd');
});

test('a comment makes no frame', () => {
  expect(decode(encodeSseComment('still here') + encodeSseFrame({ data: 'x' }))).toHaveLength(1);
});
