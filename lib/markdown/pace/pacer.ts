/** How far the shown text may be behind what arrived. */
export const LONGEST_DELAY_MS = 100;

/**
 * Spreads a text that arrives in bursts evenly over time. Each burst is let out over a tenth of a second, so nothing
 * waits longer; it is cut only between graphemes, so an emoji or an accented letter comes whole.
 */
export class Pacer {
  private text: string;
  private shown: number;
  private bursts: { end: number; at: number }[] = [];
  private readonly segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

  /** @param text shown from the start. */
  constructor(text = '') {
    this.text = text;
    this.shown = text.length;
  }

  /** Takes the whole text so far at a time in milliseconds. A text that did not grow is shown at once. */
  update(text: string, now: number): void {
    const grew = text.length >= this.text.length && text.slice(0, this.text.length) === this.text;
    if (grew && text.length > this.text.length) this.bursts.push({ end: text.length, at: now });
    if (!grew) this.restart(text);
    this.text = text;
  }

  /** Shows this text without delay; only what comes later is paced. */
  restart(text: string): void {
    this.text = text;
    this.shown = text.length;
    this.bursts = [];
  }

  /** The text to show at a time. Times must not go back. */
  textAt(now: number): string {
    while (this.bursts[0] && now - this.bursts[0].at >= LONGEST_DELAY_MS)
      this.shown = this.bursts.shift()?.end ?? 0;
    let from = this.shown;
    let target = this.shown;
    for (const { end, at } of this.bursts) {
      target += ((end - from) * Math.max(0, now - at)) / LONGEST_DELAY_MS;
      from = end;
    }
    return this.text.slice(0, this.boundary(Math.floor(target)));
  }

  /** Whether everything is shown at a time. */
  isCaughtUp(now: number): boolean {
    return this.bursts.every(({ at }) => now - at >= LONGEST_DELAY_MS);
  }

  private boundary(index: number): number {
    if (index >= this.text.length) return this.text.length;
    const pending = this.text.slice(this.shown);
    return this.shown + (this.segmenter.segment(pending).containing(index - this.shown)?.index ?? 0);
  }
}
