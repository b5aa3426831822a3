import { expect, test } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { seededRandom } from '#lib/server/testing/seeded-random.ts';
import { appendMerged, decodeEntry, encodeEntry } from './entry-codec.ts';
import { buildParts, createRandomAnswer, delta, joinText, start } from './testing/run-log-fixtures.ts';

test('deltas of one part are stored merged, and can be read from any of them', () => {
  const entry = encodeEntry([start, delta('a'), delta('涓流'), delta('')]);
  expect(JSON.parse(entry)).toEqual([start, [delta('a涓流'), [1, 2, 0]]]);
  expect(decodeEntry(entry, 14, 0)).toEqual([
    { seq: 11, event: start },
    { seq: 14, from: 12, event: delta('a涓流') },
  ]);
  expect(decodeEntry(entry, 14, 12)).toEqual([{ seq: 14, from: 13, event: delta('涓流') }]);
  expect(decodeEntry(entry, 14, 14)).toEqual([]);
});

test('appendMerged merges deltas across entries', () => {
  const batch = [{ seq: 1, event: delta('a') }];
  appendMerged(batch, [
    { seq: 2, event: delta('b') },
    { seq: 3, event: start },
  ]);
  expect(batch).toEqual([
    { seq: 2, from: 1, event: delta('ab') },
    { seq: 3, event: start },
  ]);
});

test('a token costs at most its text and four characters', () => {
  const events = Array.from({ length: 1_000 }, () => delta('word '));
  expect(encodeEntry(events).length).toBeLessThan(1_000 * ('word '.length + 4));
});

test.each(Array.from({ length: 100 }, (_, seed) => seed))(
  'reading after any number returns the events after it, however they are cut into entries (seed %i)',
  (seed) => {
    const random = seededRandom(seed);
    const answer = createRandomAnswer(random);
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
      expect(joinText(read)).toBe(joinText(numbered.slice(after)));
      expect(buildParts([...numbered.slice(0, after), ...read])).toEqual(buildParts(numbered));
    }
  },
);
