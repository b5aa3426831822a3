/** Part of one line in one color. `color` is a CSS value, absent for the color of plain code. */
export interface CodeSpan {
  text: string;
  color?: string | undefined;
}

export interface CodeLine {
  readonly text: string;
  /** Present once the line has been highlighted. */
  readonly spans?: readonly CodeSpan[] | undefined;
}

/** Splits lines of one language into spans. Each line starts from the state at the end of the line before. */
export interface LineTokenizer {
  tokenize(line: string, state: unknown): { spans: CodeSpan[]; state: unknown };
}

/** The spans of consecutive lines. */
export interface LineColors {
  /** The number of the first line. */
  from: number;
  lines: CodeSpan[][];
  /** The spans of the partial line as it was when it was tokenized: `partialText`. */
  partial: CodeSpan[];
  partialText: string;
}

/** Small enough that laying out the growing chunk is cheap, large enough that skipping a chunk off-screen pays. */
export const CHUNK_LINES = 16;

/**
 * Code that grows at its end, as chunks of lines. A full chunk changes only to be colored, so the cost of a delta is that of the
 * new text. Colors arrive later, in the order of the lines.
 */
export class CodeLines {
  /** Complete lines. Each array is replaced, never mutated, so that chunks can be compared by identity. */
  readonly chunks: (readonly CodeLine[])[] = [];
  /** The line that is still being written. */
  partial: CodeLine = { text: '' };
  /** The number of complete lines. */
  lineCount = 0;
  /** Increases when the code starts over: colors requested before do not apply to these lines. */
  epoch = 0;
  #source = '';
  /** The position in the source after the last complete line. */
  #position = 0;
  /** The number of complete lines with colors. */
  #colored = 0;

  /** Takes the whole code so far. Code that does not continue the previous code starts over. */
  update(code: string): void {
    const length = this.#source.length;
    if (code.length < length || code.slice(0, length) !== this.#source) this.#startOver();
    this.#source = code;
    for (let end = code.indexOf('\n', this.#position); end >= 0; end = code.indexOf('\n', this.#position)) {
      // A slice keeps its whole parent string alive in V8, so the line must be a copy.
      this.#push({ text: ` ${code.slice(this.#position, end)}`.slice(1) });
      this.#position = end + 1;
    }
    const rest = code.slice(this.#position);
    if (rest !== this.partial.text) this.partial = withSpans(rest, this.partial);
  }

  /** The complete lines without colors, and the number of the first. */
  uncolored(): { from: number; lines: string[] } {
    const first = Math.floor(this.#colored / CHUNK_LINES);
    const lines = this.chunks
      .slice(first)
      .flat()
      .slice(this.#colored % CHUNK_LINES);
    return { from: this.#colored, lines: lines.map(({ text }) => text) };
  }

  /** Applies colors to the lines without any. Colors for other lines are ignored. */
  applyColors({ from, lines, partial, partialText }: LineColors): void {
    if (from !== this.#colored) return;
    let done = 0;
    while (done < lines.length) {
      const at = this.#colored % CHUNK_LINES;
      const index = Math.floor(this.#colored / CHUNK_LINES);
      const chunk = [...(this.chunks[index] ?? [])];
      const count = Math.min(chunk.length - at, lines.length - done);
      if (count <= 0) return;
      for (let line = 0; line < count; line++) {
        chunk[at + line] = { text: chunk[at + line]?.text ?? '', spans: lines[done + line] ?? [] };
      }
      this.chunks[index] = chunk;
      this.#colored += count;
      done += count;
    }
    const isCurrent = this.#colored === this.lineCount && this.partial.text.startsWith(partialText);
    if (isCurrent) this.partial = withSpans(this.partial.text, { text: partialText, spans: partial });
  }

  /** Removes the colors, which were of another language. */
  clearColors(): void {
    this.#colored = 0;
    this.epoch++;
  }

  #push(line: CodeLine): void {
    const last = this.chunks.at(-1);
    if (last && last.length < CHUNK_LINES) this.chunks[this.chunks.length - 1] = [...last, line];
    else this.chunks.push([line]);
    this.lineCount++;
  }

  #startOver(): void {
    this.chunks.length = 0;
    this.partial = { text: '' };
    this.#position = this.#colored = this.lineCount = 0;
    this.epoch++;
  }
}

/** A line that continues `before` keeps its colors; the added text is plain until its own arrive. */
function withSpans(text: string, before: CodeLine): CodeLine {
  if (!before.spans || !text.startsWith(before.text)) return { text };
  const added = text.slice(before.text.length);
  return { text, spans: added ? [...before.spans, { text: added }] : before.spans };
}
