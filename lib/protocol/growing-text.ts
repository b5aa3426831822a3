/**
 * A text that is written at its end, to be read on from where a reader stands. A string that grows by `+=` would be copied
 * whole by whoever reads in it, a frame's few words at the price of all that came before; the copies were a megabyte each
 * and soon most of what the page's garbage was.
 */
export class GrowingText {
  readonly #pieces: string[] = [];
  /** Where each piece begins. */
  readonly #starts: number[] = [];
  #length = 0;

  constructor(text = '') {
    this.append(text);
  }

  /** In UTF-16 code units, like a string's. */
  get length(): number {
    return this.#length;
  }

  append(text: string): void {
    if (text === '') return;
    this.#pieces.push(text);
    this.#starts.push(this.#length);
    this.#length += text.length;
  }

  /** As a string's, for positions from 0 on. A stretch near the end is found at once. */
  slice(start: number, end = this.#length): string {
    let first = this.#pieces.length;
    while (first > 0 && this.#startOf(first) > start) first--;
    const from = this.#startOf(first);
    const text = this.#pieces.slice(first).join('');
    return text.slice(Math.max(0, start - from), Math.max(0, end - from));
  }

  #startOf(index: number): number {
    return this.#starts[index] ?? this.#length;
  }
}
