import { describe, expect, test } from 'vitest';
import { CHUNK_LINES, CodeLines, type LineTokenizer } from './code-lines.ts';

/** Counts what it reads: the state of a line is how many lines came before. */
function counting(): LineTokenizer & { read: string[] } {
  const read: string[] = [];
  return {
    read,
    tokenize(line, state) {
      read.push(line);
      return { spans: [{ text: line, color: String(state ?? 0) }], state: Number(state ?? 0) + 1 };
    },
  };
}

const always = () => true;
const text = (lines: CodeLines) => [...lines.chunks.flat(), lines.partial].map((line) => line.text);

describe('growing code', () => {
  test('a full chunk is never replaced', () => {
    const lines = new CodeLines();
    const code = Array.from({ length: CHUNK_LINES * 2 + 1 }, (_, at) => `line ${at}\n`).join('');
    lines.update(code);
    const [first] = lines.chunks;
    lines.update(`${code}more\nand`);
    expect(lines.chunks[0]).toBe(first);
    expect(text(lines).slice(-2)).toEqual(['more', 'and']);
  });

  test('a line is read once, with the state of the line before', () => {
    const lines = new CodeLines();
    const tokenizer = counting();
    for (const code of ['a\nb', 'a\nbc\n', 'a\nbc\nd\n']) {
      lines.update(code);
      lines.highlight(tokenizer, always);
    }
    expect(tokenizer.read).toEqual(['a', 'b', 'bc', 'd']);
    expect(lines.chunks.flat().map(({ spans }) => spans?.[0]?.color)).toEqual(['0', '1', '2']);
  });

  test('highlighting stops when its time is over and goes on from there', () => {
    const lines = new CodeLines();
    const tokenizer = counting();
    lines.update('x\n'.repeat(100));
    let left = 30;
    expect(lines.highlight(tokenizer, () => left-- > 0)).toBe(false);
    const before = tokenizer.read.length;
    expect(before).toBeLessThan(31);
    expect(lines.highlight(tokenizer, always)).toBe(true);
    expect(tokenizer.read.length).toBe(100);
  });

  test('code that changed before its end starts over', () => {
    const lines = new CodeLines();
    lines.update('a\nb\n');
    lines.update('a\nc\nd');
    expect(text(lines)).toEqual(['a', 'c', 'd']);
  });
});
