import type { MarkdownIt, StateBlock } from 'markdown-it';
import { MATH_LINE_LIMIT, mathClosing, mathOpeningKind } from '../split/line-shapes.ts';
import type { ParseEnvironment } from './environment.ts';

/**
 * Display math on lines of its own, from `$$` or `\[` to the line that ends with the closing marker. It may interrupt a
 * paragraph. The block splitter must agree, so both use the rules in `line-shapes.ts`.
 */
export function blockMath(parser: MarkdownIt): void {
  parser.block.ruler.before('fence', 'block_math', readBlockMath, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
}

function readBlockMath(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (columnsOf(state, startLine) - state.blkIndent >= 4) return false;
  const opening = lineOf(state, startLine);
  const closing = mathClosing(opening);
  if (!closing) return false;
  const kind = mathOpeningKind(opening, closing);
  if (kind === 'inline') return false;

  // When markdown-it asks whether the line interrupts an item's paragraph, the line may be outside the item.
  const container = columnsOf(state, startLine) < state.blkIndent ? 0 : state.blkIndent;
  let last = startLine;
  let isClosed = kind === 'whole';
  for (let line = startLine + 1; !isClosed && line < endLine && line <= startLine + MATH_LINE_LIMIT; line++) {
    const text = lineOf(state, line).trimEnd();
    if (text && columnsOf(state, line) < container) break;
    last = line;
    const at = text.indexOf(closing);
    if (at < 0) continue;
    if (at !== text.length - closing.length) return false;
    isClosed = true;
  }
  const isOpen =
    !isClosed && (state.env as ParseEnvironment).openEnd !== undefined && last >= state.lineMax - 1;
  if (!isClosed && !isOpen) return false;
  if (silent) return true;

  const token = state.push('math_block', '', 0);
  token.block = true;
  token.content = formulaText(linesOf(state, startLine, last), isClosed ? closing : undefined);
  token.meta = { display: true, closed: isClosed };
  token.map = [startLine, last + 1];
  state.line = last + 1;
  return true;
}

/** The lines from `first` to `last`, without the indentation of their container. */
function linesOf(state: StateBlock, first: number, last: number): string {
  return state.getLines(first, last + 1, state.blkIndent, false);
}

/** The TeX between the markers. `closing` is absent while the formula is open. */
function formulaText(lines: string, closing: string | undefined): string {
  const text = lines.trim().slice(2);
  // A marker character at the very end may be half of the closing marker.
  return (closing ? text.slice(0, -closing.length) : text.replace(/(?:\$|\\)$/, '')).trim();
}

function lineOf(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
}

function columnsOf(state: StateBlock, line: number): number {
  return state.sCount[line] ?? 0;
}
