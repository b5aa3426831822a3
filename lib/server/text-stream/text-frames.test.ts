import { expect, test } from 'vitest';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { TextFrames } from './text-frames.ts';

/** The data of each event that a reader of the frames of `deltas` gets. */
function readFrames(deltas: string[]): string[] {
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

test.each(TEXTS)('preserves %j wherever its deltas are split', (text) => {
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const events = readFrames([text.slice(0, first), text.slice(first, second), text.slice(second)]);
      expect(events.join(''), `cut at ${first} and ${second}`).toBe(text);
      expect(events).not.toContain('[DONE]');
    }
  }
});

test.each([
  ['a\r\nb', 'a\nb'],
  ['a\rb\r', 'a\nb\n'],
  ['\r\r\n\n\r', '\n\n\n\n'],
])('converts line breaks of %j to LF wherever it is split', (text, expected) => {
  for (let cut = 0; cut <= text.length; cut++) {
    expect(readFrames([text.slice(0, cut), text.slice(cut)]).join(''), `cut at ${cut}`).toBe(expected);
  }
  expect(readFrames([...text]).join('')).toBe(expected);
});

test('encodes an unpaired surrogate as a replacement character', () => {
  expect(readFrames(['a\ud83d']).join('')).toBe('a\ufffd');
});
