import { expect, test } from 'vitest';
import { EventNumbers } from './event-numbers.ts';
import { SEQ_GAP } from './run-lost.ts';

test('events are numbered from 1', () => {
  const numbers = new EventNumbers();
  expect([numbers.at(0), numbers.at(4)]).toEqual([1, 5]);
  expect([-1, 0, 1, 5].map((number) => numbers.indexAfter(number))).toEqual([0, 0, 1, 5]);
});

test('whoever has more events than there were before a gap reads on after it', () => {
  const numbers = new EventNumbers();
  numbers.leaveGap(3);
  expect([numbers.at(2), numbers.at(3), numbers.at(4)]).toEqual([3, SEQ_GAP + 4, SEQ_GAP + 5]);
  expect([2, 3, 4, 1000, SEQ_GAP + 3, SEQ_GAP + 4].map((number) => numbers.indexAfter(number))).toEqual([
    2, 3, 3, 3, 3, 4,
  ]);
  expect([numbers.endOfRange(0), numbers.endOfRange(3)]).toEqual([3, Number.POSITIVE_INFINITY]);
});

test('ranges that follow each other are one, and a gap without events is none', () => {
  const numbers = new EventNumbers();
  numbers.startRange({ index: 0, number: 1 });
  numbers.startRange({ index: 2, number: 3 });
  expect(numbers.endOfRange(0)).toBe(Number.POSITIVE_INFINITY);
  numbers.leaveGap(2);
  numbers.leaveGap(2);
  expect([numbers.at(1), numbers.at(2)]).toEqual([2, 2 * SEQ_GAP + 3]);
});
