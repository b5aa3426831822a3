import {
  ATX_HEADING,
  FENCE_CLOSING,
  FENCE_OPENING,
  FOOTNOTE_DEFINITION,
  indentation,
  LIST_MARKER,
  MATH_LINE_LIMIT,
  mathClosing,
  mathOpeningKind,
  THEMATIC_BREAK,
} from './line-shapes.ts';

export type BlockKind = 'text' | 'code';

/** What surrounds the next line. `container` is a list or footnote: lines indented by `offset` columns stay inside. */
type Context =
  | { type: 'text' }
  | { type: 'fence'; marker: string }
  | { type: 'math'; closing: string; start: number; lines: number; interrupts: boolean; before: Snapshot }
  | { type: 'container'; offset: number };

/** The state before a line that opened math, to go back to when nothing closes it. */
interface Snapshot {
  context: Context;
  afterBlank: boolean;
  afterClosed: boolean;
  isEmpty: boolean;
  mayHideParagraph: boolean;
}

const TEXT: Context = { type: 'text' };

/**
 * Cuts a growing markdown text into blocks that can never change again.
 *
 * It cuts only where CommonMark guarantees that everything before is closed whatever follows, so the blocks parsed one
 * by one are the whole text parsed at once (but for link definitions, which reach across blocks). A doubtful place is
 * left uncut: that costs a later parse, never a wrong one. Line endings must be `\n`. The cost is that of the appended text.
 */
export class BlockSplitter {
  /** The text of the open block, which may still change. */
  tail = '';
  /** Whether the open block is a top-level code fence, which needs no parser. */
  kind: BlockKind = 'text';
  private readonly onSeal: (text: string, kind: BlockKind) => void;
  private scanned = 0;
  private context: Context = TEXT;
  private afterBlank = true;
  private afterClosed = true;
  private isEmpty = true;
  /** The previous line may not be a paragraph's: it quotes or has table bars, so a marker below it may open a list. */
  private mayHideParagraph = false;
  /** Where a line stands that looked like the start of math and was not. */
  private refusedMath = -1;

  constructor(onSeal: (text: string, kind: BlockKind) => void) {
    this.onSeal = onSeal;
  }

  append(text: string): void {
    this.tail += text;
    this.readLines();
    this.cutBeforeCertainLine();
  }

  /** Seals what is left. The splitter is ready for another text afterwards. */
  end(): void {
    while (this.scanned < this.tail.length || this.context.type === 'math') {
      this.readLines();
      const start = this.scanned;
      this.scanned = this.tail.length;
      if (start < this.tail.length) this.readLine(this.tail.slice(start), start);
      else if (this.context.type === 'math') this.refuseMath(this.context);
    }
    if (this.tail.trim()) this.cut(this.tail.length);
    this.tail = '';
    this.scanned = 0;
    this.afterBlank = this.afterClosed = true;
    this.refusedMath = -1;
  }

  private readLines(): void {
    for (
      let end = this.tail.indexOf('\n', this.scanned);
      end >= 0;
      end = this.tail.indexOf('\n', this.scanned)
    ) {
      const start = this.scanned;
      this.scanned = end + 1;
      this.readLine(this.tail.slice(start, end), start);
    }
  }

  private cut(at: number): void {
    // A slice in V8 keeps its whole parent alive; what is kept must be a copy.
    this.onSeal(` ${this.tail.slice(0, at)}`.slice(1), this.kind);
    this.tail = this.tail.slice(at);
    this.scanned -= at;
    this.refusedMath -= at;
    this.kind = 'text';
    this.isEmpty = true;
    this.context = TEXT;
  }

  /** Cuts early, before the line is whole, where its first characters already say that it opens a new block. */
  private cutBeforeCertainLine(): void {
    if (this.isEmpty || !(this.afterBlank || this.afterClosed)) return;
    const start = /^( {0,3})(\S)/.exec(this.tail.slice(this.scanned, this.scanned + 8));
    if (!start) return;
    const [, indent = '', first = ''] = start;
    const { context } = this;
    const isOutside =
      context.type === 'text' ||
      (context.type === 'container' &&
        (this.afterClosed || (indent.length < context.offset && !/[-+*\d]/.test(first))));
    if (isOutside) this.cut(this.scanned);
  }

  private close(): void {
    this.context = TEXT;
    this.afterClosed = true;
    this.afterBlank = false;
    this.mayHideParagraph = false;
  }

  private readLine(raw: string, start: number): void {
    const { context } = this;
    if (context.type === 'fence') this.readFenceLine(raw, context.marker);
    else if (context.type === 'math') this.readMathLine(raw, context);
    else this.readTextLine(raw, start, context);
  }

  private readTextLine(
    raw: string,
    lineStart: number,
    context: Exclude<Context, { type: 'fence' | 'math' }>,
  ): void {
    let start = lineStart;
    const { columns, length } = indentation(raw);
    const line = raw.slice(length);
    if (!line.trim()) {
      this.afterBlank = true;
      return;
    }
    const inContainer = context.type === 'container' && !this.afterClosed;
    const isOutside = !inContainer || columns < context.offset;
    const canOpen = columns < 4 && isOutside;
    const isBreak = columns < 4 && THEMATIC_BREAK.test(line);
    let marker = isBreak || (columns >= 4 && !inContainer) ? undefined : LIST_MARKER.exec(line)?.[0];
    const fence = canOpen ? FENCE_OPENING.exec(line) : null;
    const isHeading = canOpen && ATX_HEADING.test(line);
    const isFootnote = canOpen && FOOTNOTE_DEFINITION.test(line);
    const closing = canOpen && start !== this.refusedMath ? mathClosing(line) : undefined;
    const math = closing ? mathOpeningKind(line, closing) : 'inline';

    const wasBlank = this.afterBlank;
    const before: Snapshot = {
      context,
      afterBlank: this.afterBlank,
      afterClosed: this.afterClosed,
      isEmpty: this.isEmpty,
      mayHideParagraph: this.mayHideParagraph,
    };
    const interrupts = isHeading || fence !== null || isFootnote || math === 'whole';
    const isFresh =
      this.isEmpty ||
      this.afterClosed ||
      (wasBlank ? (inContainer ? isOutside && !marker : columns < 4) : isOutside && interrupts);
    if (isFresh && !this.isEmpty) {
      this.cut(start);
      start = 0;
      before.context = TEXT;
      before.isEmpty = true;
    }
    this.isEmpty = this.afterBlank = this.afterClosed = false;

    if (marker && !isFresh && !wasBlank && context.type === 'text' && !this.mayHideParagraph) {
      // Below a paragraph an empty item, or a number other than one, is only more text.
      const isEmptyItem = !line.slice(marker.length).trim();
      if (isEmptyItem || (/^\d/.test(line) && !/^0*1[.)]/.test(line))) marker = undefined;
    }
    this.mayHideParagraph = line.startsWith('>') || line.includes('|');

    if (isHeading || math === 'whole') {
      this.close();
    } else if (fence) {
      this.context = { type: 'fence', marker: fence[1] ?? fence[2] ?? '' };
      // A fence that is indented by spaces loses them line by line: that is the parser's work.
      if (isFresh && columns === 0) this.kind = 'code';
    } else if (closing && math === 'opens') {
      this.context = { type: 'math', closing, start, lines: 0, interrupts: !isFresh, before };
    } else if (isFootnote) {
      this.context = { type: 'container', offset: 4 };
    } else if (marker) {
      if (isOutside || isFresh)
        this.context = { type: 'container', offset: itemOffset(line, columns, marker) };
    } else if (isFresh) {
      this.context = TEXT;
    }
  }

  private readFenceLine(raw: string, marker: string): void {
    const closing = FENCE_CLOSING.exec(raw)?.[1];
    if (closing && closing[0] === marker[0] && closing.length >= marker.length) this.close();
  }

  private readMathLine(raw: string, context: Extract<Context, { type: 'math' }>): void {
    const line = raw.trim();
    if (line.endsWith(context.closing) && line.indexOf(context.closing) === line.length - 2) {
      // Only now is it sure that the paragraph above was interrupted.
      if (context.interrupts && context.start > 0) this.cut(context.start);
      this.close();
    } else if (line.includes(context.closing) || ++context.lines >= MATH_LINE_LIMIT) {
      this.refuseMath(context);
    }
  }

  /** Goes back to the line that seemed to open math, to read it and what follows as text. */
  private refuseMath(context: Extract<Context, { type: 'math' }>): void {
    Object.assign(this, context.before);
    this.refusedMath = this.scanned = context.start;
  }
}

/** The column where an item's own text begins: lines below indented as far belong to the item. */
function itemOffset(line: string, columns: number, marker: string): number {
  const rest = line.slice(marker.length);
  const spaces = indentation(rest.replace(/\t/g, '    ')).columns;
  const isUsual = spaces > 0 && spaces < 5 && rest.trim() !== '';
  return columns + marker.length + (isUsual ? spaces : 1);
}
