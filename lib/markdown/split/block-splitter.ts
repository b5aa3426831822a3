import {
  type Container,
  type Fence,
  itemContext,
  type MathOpening,
  type SplitState,
  TEXT,
} from './block-context.ts';
import { classifyLine, innerFenceMarker, type Line, type Opening } from './line-classifier.ts';
import { FENCE_CLOSING, indentation, MATH_LINE_LIMIT } from './line-shapes.ts';

export type BlockKind = 'text' | 'code';

/** How a line of text relates to the lines before it. */
interface Transition {
  line: Line;
  /** The position of the line in the open block. */
  start: number;
  /** The line begins a block of its own. */
  isFresh: boolean;
  /** The container around the line, even if a closed block ended it. */
  container: Container | undefined;
  /** The state before the line. */
  before: SplitState;
}

/**
 * Cuts a growing Markdown text into blocks that can never change again.
 *
 * It cuts only where CommonMark guarantees that everything before is closed whatever follows. So parsing the blocks one by one
 * gives the same result as parsing the whole text (except for link definitions, which apply across blocks). Where that is
 * uncertain it does not cut: that costs a later parse, never correctness. Line endings must be `\n`. The cost is that of the
 * appended text.
 */
export class BlockSplitter {
  /** The text of the open block, which may still change. */
  tail = '';
  /** Whether the open block is a top-level code fence, which needs no parser. */
  kind: BlockKind = 'text';
  readonly #onSeal: (text: string, kind: BlockKind) => void;
  readonly #state: SplitState = {
    context: TEXT,
    isAfterBlank: true,
    isAfterClosed: true,
    isEmpty: true,
    canHideParagraph: false,
  };
  /** The position in `tail` up to which lines have been read. */
  #scanned = 0;
  /** The position of a line that looked like the start of math and was not. */
  #refusedMath = -1;

  constructor(onSeal: (text: string, kind: BlockKind) => void) {
    this.#onSeal = onSeal;
  }

  append(text: string): void {
    this.tail += text;
    this.#readLines();
    this.#cutBeforeCertainLine();
  }

  /** Seals the remaining text. The splitter is ready for another text afterwards. */
  end(): void {
    const state = this.#state;
    while (this.#scanned < this.tail.length || state.context.type === 'math') {
      this.#readLines();
      const start = this.#scanned;
      this.#scanned = this.tail.length;
      if (start < this.tail.length) this.#readLine(this.tail.slice(start), start);
      else if (state.context.type === 'math') this.#refuseMath(state.context);
    }
    if (this.tail.trim()) this.#cut(this.tail.length);
    this.tail = '';
    this.#scanned = 0;
    state.isAfterBlank = state.isAfterClosed = true;
    this.#refusedMath = -1;
  }

  #readLines(): void {
    for (
      let end = this.tail.indexOf('\n', this.#scanned);
      end >= 0;
      end = this.tail.indexOf('\n', this.#scanned)
    ) {
      const start = this.#scanned;
      this.#scanned = end + 1;
      this.#readLine(this.tail.slice(start, end), start);
    }
  }

  #cut(at: number): void {
    // A slice keeps its whole parent string alive in V8, so the block must be a copy.
    this.#onSeal(` ${this.tail.slice(0, at)}`.slice(1), this.kind);
    this.tail = this.tail.slice(at);
    this.#scanned -= at;
    this.#refusedMath -= at;
    this.kind = 'text';
    this.#state.isEmpty = true;
    this.#state.context = TEXT;
  }

  /** Cuts before the last line is complete if its first characters already show that it begins a new block. */
  #cutBeforeCertainLine(): void {
    const { context, isEmpty, isAfterBlank, isAfterClosed } = this.#state;
    if (isEmpty || !(isAfterBlank || isAfterClosed)) return;
    const start = /^( {0,3})(\S)/.exec(this.tail.slice(this.#scanned, this.#scanned + 8));
    if (!start) return;
    const [, indent = '', first = ''] = start;
    const isOutside =
      context.type === 'text' ||
      (context.type === 'container' &&
        (isAfterClosed || (indent.length < context.offset && !/[-+*\d]/.test(first))));
    if (isOutside) this.#cut(this.#scanned);
  }

  #close(): void {
    this.#state.context = TEXT;
    this.#state.isAfterClosed = true;
    this.#state.isAfterBlank = false;
    this.#state.canHideParagraph = false;
  }

  #readLine(raw: string, start: number): void {
    const { context } = this.#state;
    if (context.type === 'fence') this.#readFenceLine(raw, context);
    else if (context.type === 'math') this.#readMathLine(raw, context);
    else this.#readTextLine(raw, start, context.type === 'container' ? context : undefined);
  }

  #readTextLine(raw: string, start: number, container: Container | undefined): void {
    const offset = this.#state.isAfterClosed ? undefined : container?.offset;
    const line = classifyLine(raw, { offset, canOpenMath: start !== this.#refusedMath });
    if (line.isBlank) {
      this.#state.isAfterBlank = true;
      // An item without text ends at a blank line: no line below is inside it.
      if (container?.isBare) container.offset = Number.POSITIVE_INFINITY;
      return;
    }
    // An item without text has no paragraph that a line outside it could continue.
    const isItemEnd = container?.isBare === true && line.isOutside && line.opening?.type !== 'item';
    const before = { ...this.#state };
    const isFresh = isBlockStart(line, before, isItemEnd);
    const shouldCut = isFresh && !before.isEmpty;
    if (shouldCut) {
      this.#cut(start);
      before.context = TEXT;
      before.isEmpty = true;
    }
    this.#state.isEmpty = this.#state.isAfterBlank = this.#state.isAfterClosed = false;
    this.#state.canHideParagraph = (before.canHideParagraph && !isFresh) || line.canHideParagraph;
    if (isItemEnd) {
      this.#state.context = TEXT;
    } else if (container) {
      container.isBare = false;
      container.isDoubtful ||= line.isOutside;
    }
    this.#enter({ line, start: shouldCut ? 0 : start, isFresh, container, before });
  }

  /** Sets the context for the lines after a line of text. */
  #enter(transition: Transition): void {
    const { line, start, isFresh, container, before } = transition;
    const opening = effectiveOpening(transition);
    switch (opening?.type) {
      case 'heading':
        // With a ruler below, the parser reads a heading with bars as a table's heading row.
        if (line.text.includes('|')) this.#state.context = TEXT;
        else this.#close();
        break;
      case 'formula':
        this.#close();
        break;
      case 'fence':
        this.#state.context = { type: 'fence', marker: opening.marker };
        // A fence that is indented loses its indentation line by line, which is the parser's work.
        if (isFresh && line.columns === 0) this.kind = 'code';
        break;
      case 'math':
        this.#state.context = { ...opening, start, lines: 0, isInterruption: !isFresh, before };
        break;
      case 'footnote':
        this.#state.context = { type: 'container', offset: 4, isBare: false, isDoubtful: false };
        break;
      case 'item':
        if (line.isOutside || isFresh) {
          const isSure = isFresh || before.isAfterBlank;
          const { marker } = opening;
          this.#state.context = itemContext({ line: line.text, columns: line.columns, marker, isSure });
        }
        break;
      default:
        if (isFresh) this.#state.context = TEXT;
        else if (container?.isDoubtful && !line.isOutside && line.columns < 4) {
          // Math that may be inside or below the container is not worth distinguishing: nothing is cut after it.
          const marker = innerFenceMarker(line.text);
          if (marker !== undefined) this.#state.context = { type: 'fence', marker, within: container };
        }
    }
  }

  #readFenceLine(raw: string, context: Fence): void {
    const { marker, within } = context;
    const closing = FENCE_CLOSING.exec(raw)?.[1];
    const isOutside = within && raw.trim() !== '' && indentation(raw).columns < within.offset;
    // Inside an item this line would end the fence, below it it would not: no later line closes it for certain.
    if (isOutside) context.marker = '';
    else if (!closing || closing[0] !== marker[0] || closing.length < marker.length) return;
    else if (within) this.#state.context = within;
    else this.#close();
  }

  #readMathLine(raw: string, context: MathOpening): void {
    const line = raw.trim();
    if (line.endsWith(context.closing) && line.indexOf(context.closing) === line.length - 2) {
      // Only now is it certain that the math interrupted the paragraph above.
      if (context.isInterruption && context.start > 0) this.#cut(context.start);
      this.#close();
    } else if (line.includes(context.closing) || ++context.lines >= MATH_LINE_LIMIT) {
      this.#refuseMath(context);
    }
  }

  /** Goes back to the line that seemed to open math, to read it and the lines after it as text. */
  #refuseMath(context: MathOpening): void {
    Object.assign(this.#state, context.before);
    this.#refusedMath = this.#scanned = context.start;
  }
}

/** Whether a line begins a block of its own, whatever follows. */
function isBlockStart(line: Line, state: SplitState, isItemEnd: boolean): boolean {
  if (state.isEmpty || state.isAfterClosed || (isItemEnd && line.columns < 4)) return true;
  const opening = line.opening?.type;
  if (!state.isAfterBlank) return line.isOutside && canInterruptParagraph(opening);
  const isListContinuation = state.context.type === 'container' && opening === 'item';
  return line.columns < 4 && line.isOutside && !isListContinuation;
}

function canInterruptParagraph(opening: Opening['type'] | undefined): boolean {
  return opening === 'heading' || opening === 'fence' || opening === 'footnote' || opening === 'formula';
}

/** What a line opens in its place: below a paragraph, a weak marker is only more text. */
function effectiveOpening({ line, isFresh, container, before }: Transition): Opening | undefined {
  const { opening } = line;
  const isBelowParagraph = !isFresh && !before.isAfterBlank && !container && !before.canHideParagraph;
  return opening?.type === 'item' && opening.isWeak && isBelowParagraph ? undefined : opening;
}
