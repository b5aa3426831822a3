import { describe, expect, test } from 'vitest';
import { GrowingText, grownPart, type TextPart, textSource } from './growing-text.ts';

describe('GrowingText', () => {
  test('slices like the string it stands for', () => {
    const pieces = ['one', '', ' ', 'two three', '字', '👨‍👩‍👧', '\n'];
    const text = new GrowingText('begun: ');
    let whole = 'begun: ';
    for (const piece of pieces) {
      text.append(piece);
      whole += piece;
      expect(text.length).toBe(whole.length);
      for (let start = 0; start <= whole.length + 1; start++) {
        expect(text.slice(start)).toBe(whole.slice(start));
        for (let end = 0; end <= whole.length + 1; end++)
          expect(text.slice(start, end)).toBe(whole.slice(start, end));
      }
    }
  });

  test('is empty without text', () => {
    expect([new GrowingText().length, new GrowingText().slice(0)]).toEqual([0, '']);
  });
});

describe('a part and its source', () => {
  const empty: TextPart = { type: 'text', text: '', state: 'streaming' };
  const source = new GrowingText('one');

  test('every state of a part has the same source', () => {
    const first = grownPart(empty, source);
    source.append(' two');
    const second = grownPart(first, source, { state: 'done' });
    expect([first, second]).toEqual([
      { type: 'text', text: 'one', state: 'streaming' },
      { type: 'text', text: 'one two', state: 'done' },
    ]);
    expect([textSource(first), textSource(second)]).toEqual([source, source]);
  });

  test('the source of a part that no run wrote is its text', () => {
    expect(textSource({ type: 'text', text: 'stored' })).toBe('stored');
  });

  test('copies of a part do not carry the source', () => {
    const part = grownPart(empty, source);
    for (const copy of [{ ...part, text: 'cut' }, structuredClone(part), JSON.parse(JSON.stringify(part))])
      expect(textSource(copy)).toBe(copy.text);
  });
});
