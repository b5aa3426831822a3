/** A stretch of one line in one colour. `color` is a CSS value, absent where the text has the colour of plain code. */
export interface CodeSpan {
  text: string;
  color?: string | undefined;
}

export interface CodeLine {
  readonly text: string;
  /** Present once the line was highlighted. */
  readonly spans?: readonly CodeSpan[];
}

/** Splits lines of one language into spans, each from the state the line before left. */
export interface LineTokenizer {
  tokenize(line: string, state: unknown): { spans: CodeSpan[]; state: unknown };
}

export const CHUNK_LINES = 40;

/**
 * Code that grows at its end, as chunks of forty lines. A full chunk never changes again but to be highlighted, so a
 * delta costs what it adds. Highlighting carries the grammar's state from line to line and reads no line twice.
 */
export class CodeLines {
  /** Whole lines. Each array is replaced, never changed, so that a chunk can be compared by identity. */
  readonly chunks: (readonly CodeLine[])[] = [];
  /** The line that is still being written. */
  partial: CodeLine = { text: '' };
  /** How many whole lines there are. */
  lineCount = 0;
  private source = '';
  private position = 0;
  private highlighted = 0;
  private state: unknown;

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
    if (rest !== this.partial.text) this.partial = { text: rest };
  }

  /**
   * Highlights lines until all are done or `hasTime` says no, and returns whether all are done. The last, unfinished
   * line is coloured as far as it goes without moving the state on.
   */
  highlight(tokenizer: LineTokenizer, hasTime: () => boolean): boolean {
    while (this.highlighted < this.lineCount) {
      if (!hasTime()) return false;
      const index = Math.floor(this.highlighted / CHUNK_LINES);
      const chunk = [...(this.chunks[index] ?? [])];
      for (let at = this.highlighted % CHUNK_LINES; at < chunk.length; at++) {
        const line = chunk[at];
        if (!line) break;
        const result = tokenizer.tokenize(line.text, this.state);
        chunk[at] = { text: line.text, spans: result.spans };
        this.state = result.state;
        this.highlighted++;
        if (!hasTime()) break;
      }
      this.chunks[index] = chunk;
    }
    if (this.partial.text && !this.partial.spans) {
      this.partial = {
        text: this.partial.text,
        spans: tokenizer.tokenize(this.partial.text, this.state).spans,
      };
    }
    return true;
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
    this.position = this.highlighted = this.lineCount = 0;
    this.state = undefined;
  }
}
