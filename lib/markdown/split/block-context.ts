import { indentation } from './line-shapes.ts';

/** A list or footnote: lines indented by `offset` columns stay inside. */
export interface Container {
  type: 'container';
  offset: number;
  /** Its item has no text yet. */
  isBare: boolean;
  /** A line outside it may have ended it, or may have been more of its paragraph. */
  isDoubtful: boolean;
}

/** A fence `within` a doubtful container may be inside or below it. */
export interface Fence {
  type: 'fence';
  marker: string;
  within?: Container;
}

/** Display math whose closing line has not come yet. */
export interface MathOpening {
  type: 'math';
  closing: string;
  start: number;
  lines: number;
  /** Whether it interrupts a paragraph, which is only sure once it is closed. */
  interrupts: boolean;
  before: Snapshot;
}

/** What surrounds the next line. */
export type Context = { type: 'text' } | Fence | MathOpening | Container;

/** The state before a line that opened math, to go back to when nothing closes it. */
export interface Snapshot {
  context: Context;
  afterBlank: boolean;
  afterClosed: boolean;
  isEmpty: boolean;
  mayHideParagraph: boolean;
}

/** What follows the marker of an item without text: nothing, or more such markers. */
const BARE_ITEMS = /^[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]*)*$/;

export const TEXT: Context = { type: 'text' };

/** An item's context. Lines indented as far as its own text, which `offset` says in columns, belong to the item. */
export function itemContext(line: string, columns: number, marker: string, isSure: boolean): Context {
  const end = columns + marker.length;
  const rest = line.slice(marker.length);
  const isBare = rest.trim() === '';
  // A tab after the marker reaches the next multiple of four columns of the line.
  const spaces = indentation(' '.repeat(end) + rest).columns - end;
  const isUsual = rest.trim() !== '' && spaces > 0 && spaces < 5;
  return {
    type: 'container',
    offset: end + (isUsual ? spaces : 1),
    isBare: isBare && isSure,
    isDoubtful: BARE_ITEMS.test(rest) && !(isBare && isSure),
  };
}

/** Whether a marker can open a list but not interrupt a paragraph. */
export function isWeakMarker(line: string, marker: string): boolean {
  return line.slice(marker.length).trim() === '' || (/^\d/.test(line) && !/^0*1[.)]/.test(line));
}
