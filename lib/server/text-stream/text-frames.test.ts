import { expect, test } from 'vitest';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { TextFrames } from './text-frames.ts';

/** What a reader of the frames of `deltas` gets, event by event. */
function read(deltas: string[]): string[] {
  const frames = new TextFrames();
  const text = deltas.map((delta) => frames.push(delta)).join('') + frames.flush();
  return new SseDecoder().push(new TextEncoder().encode(text)).map(({ data }) => data);
}

const TEXTS = [
  'plain',
  '\n',
  '\n\n a\n',
  '  two spaces\n\ttab ',
  'data: x\n\ndata:\nevent: error\n: c\nid\n',
  '涓流 👋🏽 é\n',
  '[DONE]',
  '\ufeffmark\0zero',
];

test.each(TEXTS)('%j comes out exactly, wherever its deltas are cut', (text) => {
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const events = read([text.slice(0, first), text.slice(first, second), text.slice(second)]);
      expect(events.join(''), `cut at ${first} and ${second}`).toBe(text);
      expect(events).not.toContain('[DONE]');
    }
  }
});

test.each([
  ['a\r\nb', 'a\nb'],
  ['a\rb\r', 'a\nb\n'],
  ['\r\r\n\n\r', '\n\n\n\n'],
])('%j has line feeds only, wherever it is cut', (text, expected) => {
  for (let cut = 0; cut <= text.length; cut++) {
    expect(read([text.slice(0, cut), text.slice(cut)]).join(''), `cut at ${cut}`).toBe(expected);
  }
  expect(read([...text]).join('')).toBe(expected);
});

test('half a character that stays half is a replacement character, as in every UTF-8 stream', () => {
  expect(read(['a\ud83d']).join('')).toBe('a\ufffd');
});
