import type { MessagePart } from './run-event.ts';

export type TextPart = Extract<MessagePart, { type: 'text' | 'reasoning' }>;

/**
 * A text that is appended to and read from the middle on. A JavaScript engine flattens a string that grew by `+=` as soon as
 * somebody slices it: each frame would copy the whole answer to read a few new words (a megabyte per frame in a long one).
 */
export class GrowingText {
  readonly #pieces: string[] = [];
  /** The position at which each piece begins. */
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

  /** Like `String.prototype.slice` for positions from 0 on. The cost is that of the pieces after `start`. */
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

/**
 * Under this key a part that a run wrote carries its `GrowingText`. The AI SDK's `UIMessage` wants `text` to be a string, which
 * is what is stored and sent; the page renders from the source. The property is not enumerable, so JSON, structured clone and
 * object spread leave it behind: a changed copy of a part never carries a source that differs from its text.
 */
const SOURCE = Symbol('source');

/** `part` with `changes` and the text that `source` has by now. `source` must begin with the text of `part`. */
export function grownPart(part: TextPart, source: GrowingText, changes?: Partial<TextPart>): TextPart {
  // Appending does not flatten the string, so this costs the new text alone.
  const text = part.text + source.slice(part.text.length);
  return Object.defineProperty({ ...part, ...changes, text }, SOURCE, { value: source }) as TextPart;
}

/** The text of a part, for reading while it is written: the same object in every state of the part. */
export function textSource(part: TextPart): GrowingText | string {
  return (part as { [SOURCE]?: GrowingText })[SOURCE] ?? part.text;
}
