import {
  type Context,
  type Fence,
  isWeakMarker,
  itemContext,
  type MathOpening,
  type Snapshot,
  TEXT,
} from './block-context.ts';
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
  /** The previous line may be no paragraph's (it quotes, is indented or has bars), so a marker below may open a list. */
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
    if (context.type === 'fence') this.readFenceLine(raw, context);
    else if (context.type === 'math') this.readMathLine(raw, context);
    else this.readTextLine(raw, start, context);
  }

  private readTextLine(raw: string, lineStart: number, context: Exclude<Context, Fence | MathOpening>): void {
    let start = lineStart;
    const { columns, length } = indentation(raw);
    const line = raw.slice(length);
    if (!line.trim()) {
      this.afterBlank = true;
      // An item without text ends at a blank line: nothing below is inside it.
      if (context.type === 'container' && context.isBare) context.offset = Number.POSITIVE_INFINITY;
      return;
    }
    const inContainer = context.type === 'container' && !this.afterClosed;
    const isOutside = !inContainer || columns < context.offset;
    const canOpen = columns < 4 && isOutside;
    const isBreak = columns < 4 && THEMATIC_BREAK.test(line);
    let marker = isBreak || (columns >= 4 && !inContainer) ? undefined : LIST_MARKER.exec(line)?.[0];
    // An item without text has no paragraph that a line outside it could continue.
    const endsItem = context.type === 'container' && context.isBare && isOutside && !marker;
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
      (endsItem && columns < 4) ||
      (wasBlank ? columns < 4 && isOutside && !(inContainer && marker) : isOutside && interrupts);
    if (isFresh && !this.isEmpty) {
      this.cut(start);
      start = 0;
      before.context = TEXT;
      before.isEmpty = true;
    }
    this.isEmpty = this.afterBlank = this.afterClosed = false;

    // Below a paragraph an empty item, or a number other than one, is only more text.
    const isWeak =
      !isFresh && !wasBlank && context.type === 'text' && marker !== undefined && isWeakMarker(line, marker);
    if (isWeak && !this.mayHideParagraph) marker = undefined;
    this.mayHideParagraph =
      (this.mayHideParagraph && !isFresh) || isBreak || columns >= 4 || /^>|\||^[=-]+[ \t]*$/.test(line);
    if (endsItem) this.context = TEXT;
    else if (context.type === 'container') {
      context.isBare = false;
      context.isDoubtful ||= isOutside;
    }

    if (isHeading && line.includes('|')) {
      // With a ruler below, the parser reads it as a table's heading row.
      this.context = TEXT;
    } else if (isHeading || math === 'whole') {
      this.close();
    } else if (fence) {
      this.context = { type: 'fence', marker: fence[1] ?? fence[2] ?? '' };
      // A fence that is indented by spaces loses them line by line: that is the parser's work.
      if (isFresh && columns === 0) this.kind = 'code';
    } else if (closing && math === 'opens') {
      this.context = { type: 'math', closing, start, lines: 0, interrupts: !isFresh, before };
    } else if (isFootnote) {
      this.context = { type: 'container', offset: 4, isBare: false, isDoubtful: false };
    } else if (marker) {
      if (isOutside || isFresh) this.context = itemContext(line, columns, marker, isFresh || wasBlank);
    } else if (isFresh) {
      this.context = TEXT;
    } else if (context.type === 'container' && context.isDoubtful && !isOutside && columns < 4) {
      const opening = FENCE_OPENING.exec(line);
      // Math that may be inside or below it is not worth telling: nothing is cut after it.
      const opened = opening?.[1] ?? opening?.[2] ?? (mathClosing(line) && '');
      if (opened !== undefined) this.context = { type: 'fence', marker: opened, within: context };
    }
  }

  private readFenceLine(raw: string, context: Fence): void {
    const { marker, within } = context;
    const closing = FENCE_CLOSING.exec(raw)?.[1];
    const isOutside = within && raw.trim() !== '' && indentation(raw).columns < within.offset;
    // Inside an item this line would end the fence, below it it would not: nothing can be said any more.
    if (isOutside) context.marker = '';
    else if (!closing || closing[0] !== marker[0] || closing.length < marker.length) return;
    else if (within) this.context = within;
    else this.close();
  }

  private readMathLine(raw: string, context: MathOpening): void {
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
  private refuseMath(context: MathOpening): void {
    Object.assign(this, context.before);
    this.refusedMath = this.scanned = context.start;
  }
}
