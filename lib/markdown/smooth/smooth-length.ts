import { isContinuation, type TextSource } from '../text-source.ts';

/** How far the shown text may lag behind the text that arrived. */
export const SMOOTHING_MS = 100;

/**
 * Spreads a text that arrives in bursts evenly over time: the number of characters to show at a time. Each burst appears over a
 * tenth of a second, so nothing waits longer. Cuts fall between graphemes only, so an emoji or an accented letter appears whole.
 */
export class SmoothLength {
  #text: TextSource;
  /** The number of characters that have arrived. */
  #length: number;
  #shown: number;
  #bursts: { end: number; at: number }[] = [];
  #segmenter: Intl.Segmenter | undefined;

  /** @param text shown from the start. */
  constructor(text: TextSource = '') {
    this.#text = text;
    this.#length = this.#shown = text.length;
  }

  /** Takes the whole text so far at a time in milliseconds. A text that does not continue the previous one is shown at once. */
  update(text: TextSource, now: number): void {
    const { length } = text;
    if (!isContinuation(text, this.#text, this.#length)) this.restart(text);
    else if (length > this.#length) this.#bursts.push({ end: length, at: now });
    this.#text = text;
    this.#length = length;
  }

  /** Shows this text without delay; only later text is smoothed. */
  restart(text: TextSource): void {
    this.#text = text;
    this.#length = this.#shown = text.length;
    this.#bursts = [];
  }

  /** The number of characters to show at a time in milliseconds. Times must not decrease. */
  at(now: number): number {
    while (this.#bursts[0] && now - this.#bursts[0].at >= SMOOTHING_MS)
      this.#shown = this.#bursts.shift()?.end ?? 0;
    let from = this.#shown;
    let target = this.#shown;
    for (const { end, at } of this.#bursts) {
      target += ((end - from) * Math.max(0, now - at)) / SMOOTHING_MS;
      from = end;
    }
    return this.#boundaryBefore(Math.floor(target));
  }

  /** Whether everything is shown at a time in milliseconds. */
  isCaughtUp(now: number): boolean {
    return this.#bursts.every(({ at }) => now - at >= SMOOTHING_MS);
  }

  #boundaryBefore(index: number): number {
    if (index >= this.#length) return this.#length;
    const pending = this.#text.slice(this.#shown, this.#length);
    // Created on first use, because that takes a browser about ten milliseconds.
    this.#segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    return this.#shown + (this.#segmenter.segment(pending).containing(index - this.#shown)?.index ?? 0);
  }
}
