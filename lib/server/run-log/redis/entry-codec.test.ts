import { expect, test } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { seededRandom } from '#lib/server/testing/seeded-random.ts';
import { delta, partsOf, randomAnswer, start, wordsOf } from '../testing/run-log-contract.ts';
import { addMerged, decodeEntry, encodeEntry } from './entry-codec.ts';

test('deltas of one part are written as one, and can be taken up between any two of them', () => {
  const entry = encodeEntry([start, delta('a'), delta('涓流'), delta('')]);
  expect(JSON.parse(entry)).toEqual([start, [delta('a涓流'), [1, 2, 0]]]);
  expect(decodeEntry(entry, 14, 0)).toEqual([
    { seq: 11, event: start },
    { seq: 14, event: delta('a涓流') },
  ]);
  expect(decodeEntry(entry, 14, 12)).toEqual([{ seq: 14, event: delta('涓流') }]);
  expect(decodeEntry(entry, 14, 14)).toEqual([]);
});

test('entries that are read together are merged', () => {
  const batch = [{ seq: 1, event: delta('a') }];
  addMerged(batch, [
    { seq: 2, event: delta('b') },
    { seq: 3, event: start },
  ]);
  expect(batch).toEqual([
    { seq: 2, event: delta('ab') },
    { seq: 3, event: start },
  ]);
});

test('a token costs its text and four characters', () => {
  const events = Array.from({ length: 1_000 }, () => delta('word '));
  expect(encodeEntry(events).length).toBeLessThan(1_000 * ('word '.length + 4));
});

test.each(Array.from({ length: 100 }, (_, seed) => seed))(
  'however an answer is cut into entries, what follows any number is what came after it (seed %i)',
  (seed) => {
    const random = seededRandom(seed);
    const answer = randomAnswer(random);
    const entries: { lastSeq: number; text: string }[] = [];
    for (let from = 0; from < answer.length; ) {
      const to = Math.min(answer.length, from + 1 + random.below(6));
      entries.push({ lastSeq: to, text: encodeEntry(answer.slice(from, to)) });
      from = to;
    }
    const numbered = answer.map((event: RunEvent, index) => ({ seq: index + 1, event }));
    for (let after = 0; after <= answer.length; after++) {
      const read = entries.flatMap(({ text, lastSeq }) => decodeEntry(text, lastSeq, after));
      expect(read.every(({ seq }) => seq > after)).toBe(true);
      expect(wordsOf(read)).toBe(wordsOf(numbered.slice(after)));
      expect(partsOf([...numbered.slice(0, after), ...read])).toEqual(partsOf(numbered));
    }
  },
);
