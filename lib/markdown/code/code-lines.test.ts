import { describe, expect, test } from 'vitest';
import { CHUNK_LINES, CodeLines, type CodeSpan } from './code-lines.ts';

const text = (lines: CodeLines) => [...lines.chunks.flat(), lines.partial].map((line) => line.text);
const red = (line: string): CodeSpan[] => [{ text: line, color: 'red' }];

describe('CodeLines', () => {
  test('never replaces a full chunk while the code grows', () => {
    const lines = new CodeLines();
    const code = Array.from({ length: CHUNK_LINES * 2 + 1 }, (_, at) => `line ${at}\n`).join('');
    lines.update(code);
    const [first] = lines.chunks;
    lines.update(`${code}more\nand`);
    expect(lines.chunks[0]).toBe(first);
    expect(text(lines).slice(-2)).toEqual(['more', 'and']);
  });

  test('returns no line as uncolored twice', () => {
    const lines = new CodeLines();
    lines.update('a\nb\nc');
    expect(lines.uncolored()).toEqual({ from: 0, lines: ['a', 'b'] });
    lines.applyColors({ from: 0, lines: [red('a'), red('b')], partial: red('c'), partialText: 'c' });
    lines.update('a\nb\ncd\ne');
    expect(lines.uncolored()).toEqual({ from: 2, lines: ['cd'] });
  });

  test('applies colors across chunks and does not replace the others', () => {
    const lines = new CodeLines();
    lines.update('x\n'.repeat(CHUNK_LINES * 3));
    const last = lines.chunks[2];
    lines.applyColors({
      from: 0,
      lines: Array(CHUNK_LINES + 1).fill(red('x')),
      partial: [],
      partialText: '',
    });
    expect(lines.chunks.flat().filter(({ spans }) => spans).length).toBe(CHUNK_LINES + 1);
    expect(lines.chunks[2]).toBe(last);
    expect(lines.uncolored().from).toBe(CHUNK_LINES + 1);
  });

  test('a partial line keeps its colors while it grows', () => {
    const lines = new CodeLines();
    lines.update('let');
    lines.applyColors({ from: 0, lines: [], partial: red('let'), partialText: 'let' });
    lines.update('let a');
    expect(lines.partial.spans).toEqual([{ text: 'let', color: 'red' }, { text: ' a' }]);
  });

  test('changes its epoch when the code starts over', () => {
    const lines = new CodeLines();
    lines.update('a\nb\n');
    const { epoch } = lines;
    lines.update('c\n');
    expect(lines.epoch).not.toBe(epoch);
    expect(lines.chunks.flat()).toEqual([{ text: 'c' }]);
  });

  test('starts over when the code changes before its end', () => {
    const lines = new CodeLines();
    lines.update('a\nb\n');
    lines.update('a\nc\nd');
    expect(text(lines)).toEqual(['a', 'c', 'd']);
  });
});
