import { goesOn, type TextSource } from '../text-source.ts';

/** How far the shown text may be behind what arrived. */
export const LONGEST_DELAY_MS = 100;

/**
 * Spreads a text that arrives in bursts evenly over time. Each burst is let out over a tenth of a second, so nothing
 * waits longer; it is cut only between graphemes, so an emoji or an accented letter comes whole.
 */
export class Pacer {
  private text: TextSource;
  /** How much has arrived. */
  private length: number;
  private shown: number;
  private bursts: { end: number; at: number }[] = [];
  private segmenter: Intl.Segmenter | undefined;

  /** @param text shown from the start. */
  constructor(text: TextSource = '') {
    this.text = text;
    this.length = this.shown = text.length;
  }

  /** Takes the whole text so far at a time in milliseconds. A text that did not grow is shown at once. */
  update(text: TextSource, now: number): void {
    const { length } = text;
    if (!goesOn(text, this.text, this.length)) this.restart(text);
    else if (length > this.length) this.bursts.push({ end: length, at: now });
    this.text = text;
    this.length = length;
  }

  /** Shows this text without delay; only what comes later is paced. */
  restart(text: TextSource): void {
    this.text = text;
    this.length = this.shown = text.length;
    this.bursts = [];
  }

  /** How much of the text to show at a time. Times must not go back. */
  lengthAt(now: number): number {
    while (this.bursts[0] && now - this.bursts[0].at >= LONGEST_DELAY_MS)
      this.shown = this.bursts.shift()?.end ?? 0;
    let from = this.shown;
    let target = this.shown;
    for (const { end, at } of this.bursts) {
      target += ((end - from) * Math.max(0, now - at)) / LONGEST_DELAY_MS;
      from = end;
    }
    return this.boundary(Math.floor(target));
  }

  /** Whether everything is shown at a time. */
  isCaughtUp(now: number): boolean {
    return this.bursts.every(({ at }) => now - at >= LONGEST_DELAY_MS);
  }

  private boundary(index: number): number {
    if (index >= this.length) return this.length;
    const pending = this.text.slice(this.shown, this.length);
    // Made when it is first needed: that takes a browser some ten milliseconds.
    this.segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    return this.shown + (this.segmenter.segment(pending).containing(index - this.shown)?.index ?? 0);
  }
}
