import type { MessagePart } from './run-event.ts';

export type TextPart = Extract<MessagePart, { type: 'text' | 'reasoning' }>;

/**
 * A text that grows at its end and is read from any position. A JavaScript engine flattens a string that grew by `+=` as soon
 * as it is sliced: each frame would copy the whole answer, up to a megabyte, to read a few new words.
 */
export class GrowingText {
  readonly #pieces: string[] = [];
  /** The start position of each piece. */
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
 * The key under which a part of a run carries its `GrowingText`. The AI SDK's `UIMessage` requires `text` to be a string, which
 * is stored and sent; the page renders the source. The property is not enumerable, so JSON, structured clone and object spread
 * drop it: a changed copy of a part never has a source that differs from its text.
 */
const SOURCE = Symbol('source');

/** Returns `part` with `changes` and the current text of `source`, which must start with the text of `part`. */
export function grownPart(part: TextPart, source: GrowingText, changes?: Partial<TextPart>): TextPart {
  // Appending does not flatten the string, so this costs the new text alone.
  const text = part.text + source.slice(part.text.length);
  return Object.defineProperty({ ...part, ...changes, text }, SOURCE, { value: source }) as TextPart;
}

/** Returns the text of a part in the form to read it while it grows: one object for all versions of the part. */
export function textSource(part: TextPart): GrowingText | string {
  return (part as { [SOURCE]?: GrowingText })[SOURCE] ?? part.text;
}
