import { describe, expect, test } from 'vitest';
import { splitMismatch, splitPieces } from '../fixtures/split-check.ts';
import { BlockSplitter } from './block-splitter.ts';

const texts = (text: string) => splitPieces([text]).map((block) => block.text);

describe('the splitter', () => {
  test('blocks parsed one by one are the whole parsed at once, in 2,000 random documents', () => {
    const mismatches = Array.from({ length: 2_000 }, (_, seed) => splitMismatch(seed + 1)).filter(Boolean);
    expect(mismatches).toEqual([]);
  });

  test('paragraphs, headings and fences are blocks', () => {
    expect(texts('# A\nb\n\nc\n```js\nd\n\ne\n```\nf')).toEqual([
      '# A\n',
      'b\n\n',
      'c\n',
      '```js\nd\n\ne\n```\n',
      'f',
    ]);
  });

  test('a list is one block, whatever stands between its items', () => {
    expect(texts('- a\n\n- b\n\n  c\n\nd')).toEqual(['- a\n\n- b\n\n  c\n\n', 'd']);
  });

  test('a paragraph is sealed by the first character of the next one, not by its line end', () => {
    const sealed: string[] = [];
    const { append } = spy(sealed);
    append('one\n\n');
    expect(sealed).toEqual([]);
    append('t');
    expect(sealed).toEqual(['one\n\n']);
  });

  test('a dash below a list decides nothing before more of its line is there', () => {
    const sealed: string[] = [];
    const { append } = spy(sealed);
    append('- a\n\n-');
    expect(sealed).toEqual([]);
    append(' b\n');
    expect(sealed).toEqual([]);
  });

  test('a closing fence that comes in pieces closes once, at its line end', () => {
    const sealed: string[] = [];
    const { append } = spy(sealed);
    for (const piece of ['```\na\n', '`', '`', '`', 'b\n', '``', '`', '\n', 'x']) append(piece);
    expect(sealed).toEqual(['```\na\n```b\n```\n']);
  });

  test('an unclosed $$ keeps its block open for 64 lines and no longer', () => {
    const sealed: string[] = [];
    const { append } = spy(sealed);
    append('$$\n');
    for (let line = 0; line < 63; line++) append(line % 2 ? 'x\n' : '\n');
    expect(sealed.length).toBe(0);
    append('\ny\n');
    expect(sealed.slice(0, 3)).toEqual(['$$\n\n', 'x\n\n', 'x\n\n']);
  });

  test('an unclosed <!-- opens nothing, for HTML is text', () => {
    expect(texts('<!-- a\n\nb\n\nc')).toEqual(['<!-- a\n\n', 'b\n\n', 'c']);
  });

  test('a fence in a list belongs to the list', () => {
    expect(splitPieces(['- a\n\n  ```\n  b\n\n  c\n  ```\n- d\n']).map(({ kind }) => kind)).toEqual(['text']);
  });

  test('what is sealed is a copy, so a small block does not keep a large text alive', () => {
    const [first] = texts(`short\n\n${'x'.repeat(1_000)}`);
    expect(first).toBe('short\n\n');
  });
});

function spy(sealed: string[]) {
  const splitter = new BlockSplitter((text) => sealed.push(text));
  return { append: (text: string) => splitter.append(text) };
}
