import { describe, expect, test } from 'vitest';
import { SMOOTHING_MS, SmoothLength } from './smooth-length.ts';

describe('SmoothLength', () => {
  test('spreads a burst evenly over a tenth of a second', () => {
    const smoothLength = new SmoothLength();
    smoothLength.update('0123456789', 0);
    expect([0, 25, 50, 99].map((now) => smoothLength.at(now))).toEqual([0, 2, 5, 9]);
    expect(smoothLength.at(SMOOTHING_MS)).toBe(10);
    expect(smoothLength.isCaughtUp(SMOOTHING_MS)).toBe(true);
  });

  test('never lags by more than a tenth of a second', () => {
    const smoothLength = new SmoothLength();
    let text = '';
    const arrived: { length: number; at: number }[] = [];
    for (let now = 0; now < 2_000; now += 16) {
      if (now % 48 === 0) {
        text += 'some more words '.repeat(1 + (now % 5));
        smoothLength.update(text, now);
        arrived.push({ length: text.length, at: now });
      }
      const due = arrived.findLast(({ at }) => now - at >= SMOOTHING_MS)?.length ?? 0;
      expect(smoothLength.at(now)).toBeGreaterThanOrEqual(due);
    }
  });

  test('never decreases', () => {
    const smoothLength = new SmoothLength();
    let before = 0;
    for (let now = 0; now < 500; now += 7) {
      if (now < 300) smoothLength.update('x'.repeat(now * 3), now);
      const length = smoothLength.at(now);
      expect(length).toBeGreaterThanOrEqual(before);
      before = length;
    }
  });

  test('cuts only between graphemes', () => {
    const graphemes = ['👨‍👩‍👧‍👦', 'e\u0301', '字', '🇨🇳', 'a'];
    const text = graphemes.join('');
    const smoothLength = new SmoothLength();
    smoothLength.update(text, 0);
    const ends = graphemes.map((_, at) => graphemes.slice(0, at).join('').length);
    for (let now = 0; now < SMOOTHING_MS; now++) expect(ends).toContain(smoothLength.at(now));
  });

  test('shows a text that does not continue the previous one at once', () => {
    const smoothLength = new SmoothLength('one two');
    smoothLength.update('three', 5);
    expect(smoothLength.at(5)).toBe(5);
  });
});
