import { describe, expect, test } from 'vitest';
import { LONGEST_DELAY_MS, Pacer } from './smooth-length.ts';

describe('paced text', () => {
  test('lets a burst out evenly over a tenth of a second', () => {
    const pacer = new Pacer();
    pacer.update('0123456789', 0);
    expect([0, 25, 50, 99].map((now) => pacer.lengthAt(now))).toEqual([0, 2, 5, 9]);
    expect(pacer.lengthAt(LONGEST_DELAY_MS)).toBe(10);
    expect(pacer.isCaughtUp(LONGEST_DELAY_MS)).toBe(true);
  });

  test('is never more than a tenth of a second behind', () => {
    const pacer = new Pacer();
    let text = '';
    const arrived: { length: number; at: number }[] = [];
    for (let now = 0; now < 2_000; now += 16) {
      if (now % 48 === 0) {
        text += 'some more words '.repeat(1 + (now % 5));
        pacer.update(text, now);
        arrived.push({ length: text.length, at: now });
      }
      const due = arrived.findLast(({ at }) => now - at >= LONGEST_DELAY_MS)?.length ?? 0;
      expect(pacer.lengthAt(now)).toBeGreaterThanOrEqual(due);
    }
  });

  test('never goes back', () => {
    const pacer = new Pacer();
    let before = 0;
    for (let now = 0; now < 500; now += 7) {
      if (now < 300) pacer.update('x'.repeat(now * 3), now);
      const length = pacer.lengthAt(now);
      expect(length).toBeGreaterThanOrEqual(before);
      before = length;
    }
  });

  test('cuts no emoji, no accented letter and no Chinese character', () => {
    const graphemes = ['👨‍👩‍👧‍👦', 'e\u0301', '字', '🇨🇳', 'a'];
    const text = graphemes.join('');
    const pacer = new Pacer();
    pacer.update(text, 0);
    const ends = graphemes.map((_, at) => graphemes.slice(0, at).join('').length);
    for (let now = 0; now < LONGEST_DELAY_MS; now++) expect(ends).toContain(pacer.lengthAt(now));
  });

  test('a text that did not grow is shown at once', () => {
    const pacer = new Pacer('one two');
    pacer.update('three', 5);
    expect(pacer.lengthAt(5)).toBe(5);
  });
});
