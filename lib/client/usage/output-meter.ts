import 'client-only';
import type { MessagePart } from '#lib/protocol/run-event.ts';
import { estimateTokens, writtenText } from './token-estimate.ts';

/** The speed is that of the last seconds, so that neither a burst nor a short gap moves it much. */
const WINDOW_MS = 5_000;
/** Over less time, the speed would be a guess. */
const MIN_SPAN_MS = 1_500;
/** A speed within this share of the shown one is not shown: a number that changes twice a second cannot be read. */
const TOLERANCE = 0.1;

/** Measures from time to time how fast an answer grows, in estimated tokens per second. */
export class OutputMeter {
  /** Characters of each part that are in `#tokens`. */
  readonly #counted: number[] = [];
  #tokens = 0;
  #samples: { at: number; tokens: number }[] = [];
  #shown: number | undefined;

  /**
   * Starts to measure.
   * @param since when the output began, in milliseconds; undefined if the answer is behind and is about to catch up, so that its next
   *   words say nothing about the model
   */
  begin(parts: readonly MessagePart[], since: number | undefined): void {
    this.#count(parts);
    this.#samples = since === undefined ? [] : [{ at: since, tokens: this.#tokens }];
    this.#shown = undefined;
  }

  /** Takes the state of the answer at `now`. @returns tokens per second; undefined while too little is known */
  sample(parts: readonly MessagePart[], now: number): number | undefined {
    this.#count(parts);
    this.#samples.push({ at: now, tokens: this.#tokens });
    while ((this.#samples[1]?.at ?? now) <= now - WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0] ?? { at: now, tokens: this.#tokens };
    const spanMs = now - first.at;
    if (spanMs < MIN_SPAN_MS) return undefined;
    const speed = (this.#tokens - first.tokens) / (spanMs / 1_000);
    const isClose = this.#shown !== undefined && Math.abs(speed - this.#shown) <= this.#shown * TOLERANCE;
    if (!isClose) this.#shown = speed;
    return this.#shown;
  }

  /** Adds what is new. Reads only that, because a long answer would otherwise be read as a whole twice a second. */
  #count(parts: readonly MessagePart[]): void {
    for (const [index, part] of parts.entries()) {
      const counted = this.#counted[index] ?? 0;
      const text = writtenText(part);
      if (text.length <= counted) continue;
      this.#tokens += estimateTokens(text.slice(counted));
      this.#counted[index] = text.length;
    }
  }
}
