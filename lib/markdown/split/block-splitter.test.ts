import { describe, expect, test } from 'vitest';
import { splitMismatch, splitPieces } from '../fixtures/split-check.ts';
import { BlockSplitter } from './block-splitter.ts';

const blockTexts = (text: string) => splitPieces([text]).map((block) => block.text);

/** A splitter, and the list of the blocks that it has sealed. */
function openSplitter() {
  const sealed: string[] = [];
  const splitter = new BlockSplitter((text) => sealed.push(text));
  return { sealed, append: (text: string) => splitter.append(text) };
}

describe('BlockSplitter', () => {
  test('cuts 2,000 random documents into blocks that parse like the whole', () => {
    const mismatches = Array.from({ length: 2_000 }, (_, seed) => splitMismatch(seed + 1)).filter(Boolean);
    expect(mismatches).toEqual([]);
  });

  test('makes a block of each heading, paragraph and fence', () => {
    expect(blockTexts('# A\nb\n\nc\n```js\nd\n\ne\n```\nf')).toEqual([
      '# A\n',
      'b\n\n',
      'c\n',
      '```js\nd\n\ne\n```\n',
      'f',
    ]);
  });

  test('makes one block of a list, whatever is between its items', () => {
    expect(blockTexts('- a\n\n- b\n\n  c\n\nd')).toEqual(['- a\n\n- b\n\n  c\n\n', 'd']);
  });

  test('seals a paragraph with the first character of the next one', () => {
    const { sealed, append } = openSplitter();
    append('one\n\n');
    expect(sealed).toEqual([]);
    append('t');
    expect(sealed).toEqual(['one\n\n']);
  });

  test('does not seal a list on a dash that may open another item', () => {
    const { sealed, append } = openSplitter();
    append('- a\n\n-');
    expect(sealed).toEqual([]);
    append(' b\n');
    expect(sealed).toEqual([]);
  });

  test('closes a fence once, at the end of its closing line', () => {
    const { sealed, append } = openSplitter();
    for (const piece of ['```\na\n', '`', '`', '`', 'b\n', '``', '`', '\n', 'x']) append(piece);
    expect(sealed).toEqual(['```\na\n```b\n```\n']);
  });

  test('keeps a block with an unclosed $$ open for 64 lines', () => {
    const { sealed, append } = openSplitter();
    append('$$\n');
    for (let line = 0; line < 63; line++) append(line % 2 ? 'x\n' : '\n');
    expect(sealed.length).toBe(0);
    append('\ny\n');
    expect(sealed.slice(0, 3)).toEqual(['$$\n\n', 'x\n\n', 'x\n\n']);
  });

  test('treats an unclosed <!-- as text', () => {
    expect(blockTexts('<!-- a\n\nb\n\nc')).toEqual(['<!-- a\n\n', 'b\n\n', 'c']);
  });

  test('leaves a fence in a list to the list', () => {
    expect(splitPieces(['- a\n\n  ```\n  b\n\n  c\n  ```\n- d\n']).map(({ kind }) => kind)).toEqual(['text']);
  });

  test('seals a block without the text after it', () => {
    const [first] = blockTexts(`short\n\n${'x'.repeat(1_000)}`);
    expect(first).toBe('short\n\n');
  });
});
