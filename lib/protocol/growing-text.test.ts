import { expect, test } from 'vitest';
import { GrowingText } from './growing-text.ts';

test('slice returns the same as on a string', () => {
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

test('is empty at first', () => {
  expect([new GrowingText().length, new GrowingText().slice(0)]).toEqual([0, '']);
});
