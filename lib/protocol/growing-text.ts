/**
 * A text that grows at its end and is read from any position. Reading in a string that grew by `+=` copies the whole string
 * first, so that a frame with a few new words costs as much as all text before it. With long answers these copies of a
 * megabyte each were most of the page's garbage.
 */
export class GrowingText {
  readonly #pieces: string[] = [];
  /** The start position of each piece. */
  readonly #starts: number[] = [];
  #length = 0;

  constructor(text = '') {
    this.append(text);
  }

  /** In UTF-16 code units, like a string. */
  get length(): number {
    return this.#length;
  }

  append(text: string): void {
    if (text === '') return;
    this.#pieces.push(text);
    this.#starts.push(this.#length);
    this.#length += text.length;
  }

  /** Like `String.prototype.slice`, for positions from 0 on. Fast near the end of the text. */
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
