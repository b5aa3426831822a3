import { describe, expect, test } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import { OverlapTrimmer } from './overlap-trimmer.ts';

/** Joins a text and its continuation, which arrives in pieces of `size` characters. */
function join(text: string, rest: string, size: number): string {
  const trimmer = new OverlapTrimmer(text);
  let joined = text;
  for (let index = 0; index < rest.length; index += size)
    joined += trimmer.push(rest.slice(index, index + size));
  return joined + trimmer.flush();
}

describe.each([1, 2, 5, 1000])('a continuation in pieces of %i characters', (size) => {
  test.each([
    ['starts without overlap', 'The river ran', ' down to the sea.', 'The river ran down to the sea.'],
    ['starts mid-word', 'The river ra', 'n down.', 'The river ran down.'],
    [
      'repeats the last words',
      'The river ran down to',
      'ran down to the sea.',
      'The river ran down to the sea.',
    ],
    ['repeats a word that was cut off', 'The river ran dow', 'river ran down.', 'The river ran down.'],
    ['repeats the last words after a space', 'The river ran', ' The river ran on.', 'The river ran on.'],
    ['repeats the whole text', 'One', 'One two', 'One two'],
    ['repeats text that ends with a space', 'The river ran ', 'The river ran on.', 'The river ran on.'],
    [
      'repeats text that ends with a line break',
      'First line.\n',
      'First line.\nSecond.',
      'First line.\nSecond.',
    ],
    ['repeats Chinese', '涓流不会丢失回答', '丢失回答。', '涓流不会丢失回答。'],
    ['continues in Chinese', '涓流不会', '丢失回答。', '涓流不会丢失回答。'],
    ['starts with a coincidental repetition', 'It was very ', 'very late', 'It was very very late'],
    [
      'starts like the end, then differs',
      'to be or not to be',
      'to be or not at all',
      'to be or not to beto be or not at all',
    ],
    ['is empty', 'The river', '', 'The river'],
    ['contains only the repetition', 'The river ran down', 'river ran down', 'The river ran down'],
    [
      'repeats the longest end',
      'tick tock tick tock',
      'tick tock tick tock tick',
      'tick tock tick tock tick',
    ],
  ])('%s', (_, text, rest, whole) => {
    expect(join(text, rest, size)).toBe(whole);
  });
});

test('holds nothing back once the continuation cannot be a repetition', () => {
  const trimmer = new OverlapTrimmer('The river ran down to the sea and');
  expect(trimmer.push('x')).toBe('x');
  expect(trimmer.push('The river')).toBe('The river');
  expect(trimmer.flush()).toBe('');
});

test('restores a text cut anywhere and repeated from any earlier word', () => {
  const random = seededRandom(7);
  const words = Array.from({ length: 200 }, (_, index) => (index % 5 ? `word${index}` : `词语${index}`));
  const text = words.join(' ');
  for (let round = 0; round < 2_000; round++) {
    const cut = 40 + random.below(text.length - 40);
    const from = text.lastIndexOf(' ', cut - 12 - random.below(200)) + 1;
    expect(join(text.slice(0, cut), text.slice(from), 1 + random.below(9))).toBe(text);
  }
});
