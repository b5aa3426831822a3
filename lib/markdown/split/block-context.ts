import { indentation } from './line-shapes.ts';

/** A list or footnote: lines indented by `offset` columns belong to it. */
export interface Container {
  type: 'container';
  offset: number;
  /** Its item has no text yet. */
  isBare: boolean;
  /** A line outside it either ended it or continued its paragraph; which of the two is not known. */
  isDoubtful: boolean;
}

/** A fence `within` a doubtful container may be inside or below it. */
export interface Fence {
  type: 'fence';
  marker: string;
  within?: Container;
}

/** Display math whose closing line has not arrived yet. */
export interface MathOpening {
  type: 'math';
  closing: string;
  start: number;
  lines: number;
  /** Whether it interrupts a paragraph, which is certain only once it is closed. */
  isInterruption: boolean;
  before: SplitState;
}

/** The construct around the next line. */
export type Context = { type: 'text' } | Fence | MathOpening | Container;

/** The state of the splitter between two lines. */
export interface SplitState {
  context: Context;
  isAfterBlank: boolean;
  /** The previous line closed its block, whatever follows. */
  isAfterClosed: boolean;
  /** The open block has no line yet. */
  isEmpty: boolean;
  /** The previous line may belong to no paragraph (a quote, indented code, a table row), so a marker below it may open a list. */
  canHideParagraph: boolean;
}

/** The text after the marker of an item without text: nothing, or more such markers. */
const BARE_ITEMS = /^[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]*)*$/;

export const TEXT: Context = { type: 'text' };

interface Item {
  line: string;
  /** The width of the line's indentation. */
  columns: number;
  marker: string;
  /** Whether the marker certainly opens an item. */
  isSure: boolean;
}

/** The context inside a list item. Lines indented to the start of its text, `offset` columns, belong to the item. */
export function itemContext({ line, columns, marker, isSure }: Item): Container {
  const end = columns + marker.length;
  const rest = line.slice(marker.length);
  const isBare = rest.trim() === '';
  // A tab after the marker reaches the next multiple of four columns of the line.
  const spaces = indentation(' '.repeat(end) + rest).columns - end;
  const hasIndentedText = !isBare && spaces > 0 && spaces < 5;
  return {
    type: 'container',
    offset: end + (hasIndentedText ? spaces : 1),
    isBare: isBare && isSure,
    isDoubtful: BARE_ITEMS.test(rest) && !(isBare && isSure),
  };
}
