/** A stretch of one line in one colour. `color` is a CSS value, absent where the text has the colour of plain code. */
export interface CodeSpan {
  text: string;
  color?: string | undefined;
}

export interface CodeLine {
  readonly text: string;
  /** Present once the line was highlighted. */
  readonly spans?: readonly CodeSpan[] | undefined;
}

/** Splits lines of one language into spans, each from the state the line before left. */
export interface LineTokenizer {
  tokenize(line: string, state: unknown): { spans: CodeSpan[]; state: unknown };
}

/** Few enough that laying out again the chunk that is written costs little, and enough that the browser skips in one. */
export const CHUNK_LINES = 16;

/**
 * Code that grows at its end, as chunks of lines. A full chunk never changes again but to be coloured, so a delta
 * costs what it adds. Colours come later, in the order of the lines, and no line is asked for twice.
 */
export class CodeLines {
  /** Whole lines. Each array is replaced, never changed, so that a chunk can be compared by identity. */
  readonly chunks: (readonly CodeLine[])[] = [];
  /** The line that is still being written. */
  partial: CodeLine = { text: '' };
  /** How many whole lines there are. */
  lineCount = 0;
  /** Rises when the code starts over: colours asked for before are not for these lines. */
  epoch = 0;
  private source = '';
  private position = 0;
  private coloured = 0;

  /** Takes the whole code so far. Code that did not grow at its end starts over. */
  update(code: string): void {
    const length = this.source.length;
    if (code.length < length || code.slice(0, length) !== this.source) this.startOver();
    this.source = code;
    for (let end = code.indexOf('\n', this.position); end >= 0; end = code.indexOf('\n', this.position)) {
      // A slice in V8 keeps its whole parent alive; what is kept must be a copy.
      this.push({ text: ` ${code.slice(this.position, end)}`.slice(1) });
      this.position = end + 1;
    }
    const rest = code.slice(this.position);
    if (rest !== this.partial.text) this.partial = withSpans(rest, this.partial);
  }

  /** The whole lines without colours, and the number of the first. */
  uncolored(): { from: number; lines: string[] } {
    const first = Math.floor(this.coloured / CHUNK_LINES);
    const lines = this.chunks
      .slice(first)
      .flat()
      .slice(this.coloured % CHUNK_LINES);
    return { from: this.coloured, lines: lines.map(({ text }) => text) };
  }

  /** Colours the lines from number `from` on, and the unfinished line as far as it was `partialText`. */
  applyColors(from: number, lines: CodeSpan[][], partial: CodeSpan[], partialText: string): void {
    if (from !== this.coloured) return;
    let done = 0;
    while (done < lines.length) {
      const at = this.coloured % CHUNK_LINES;
      const index = Math.floor(this.coloured / CHUNK_LINES);
      const chunk = [...(this.chunks[index] ?? [])];
      const count = Math.min(chunk.length - at, lines.length - done);
      if (count <= 0) return;
      for (let line = 0; line < count; line++) {
        chunk[at + line] = { text: chunk[at + line]?.text ?? '', spans: lines[done + line] ?? [] };
      }
      this.chunks[index] = chunk;
      this.coloured += count;
      done += count;
    }
    const isStill = this.coloured === this.lineCount && this.partial.text.startsWith(partialText);
    if (isStill) this.partial = withSpans(this.partial.text, { text: partialText, spans: partial });
  }

  /** Takes the colours back: they were of another language. */
  clearColors(): void {
    this.coloured = 0;
    this.epoch++;
  }

  private push(line: CodeLine): void {
    const last = this.chunks.at(-1);
    if (last && last.length < CHUNK_LINES) this.chunks[this.chunks.length - 1] = [...last, line];
    else this.chunks.push([line]);
    this.lineCount++;
  }

  private startOver(): void {
    this.chunks.length = 0;
    this.partial = { text: '' };
    this.position = this.coloured = this.lineCount = 0;
    this.epoch++;
  }
}

/** A line that goes on from `before` keeps its colours; what was added is plain until they come. */
function withSpans(text: string, before: CodeLine): CodeLine {
  if (!before.spans || !text.startsWith(before.text)) return { text };
  const added = text.slice(before.text.length);
  return { text, spans: added ? [...before.spans, { text: added }] : before.spans };
}
