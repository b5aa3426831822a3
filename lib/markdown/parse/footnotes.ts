import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import type { ParseEnvironment } from './environment.ts';

const REFERENCE = /\[\^([^\]\s[]{1,100})\](?!:)/y;
const DEFINITION = /\[\^([^\]\s[]{1,100})\]:[ \t]*/y;

/**
 * GFM footnotes. A note is shown where it is written, not gathered at the end, so that text already read does not move. A
 * reference is shown as one at once, because its note usually follows; without a note it becomes text once the text is complete.
 */
export function footnotes(parser: MarkdownIt): void {
  parser.inline.ruler.before('link', 'footnote_reference', readReference);
  parser.block.ruler.before('reference', 'footnote', readDefinition, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
}

function numberOf(environment: ParseEnvironment, label: string): number {
  const known = environment.footnoteNumbers.get(label);
  if (known !== undefined) return known;
  const number = environment.footnoteNumbers.size + 1;
  environment.footnoteNumbers.set(label, number);
  return number;
}

function readReference(state: StateInline, silent: boolean): boolean {
  REFERENCE.lastIndex = state.pos;
  const match = REFERENCE.exec(state.src);
  if (!match || REFERENCE.lastIndex > state.posMax) return false;
  const environment = state.env as ParseEnvironment;
  const label = (match[1] ?? '').toLowerCase();
  if (environment.isComplete && !environment.definedFootnotes.has(label)) return false;
  if (!silent) {
    const token = state.push('footnote_reference', 'sup', 0);
    token.meta = { label, number: numberOf(environment, label) };
    token.content = match[0];
  }
  state.pos += match[0].length;
  return true;
}

function readDefinition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  DEFINITION.lastIndex = start;
  const match = DEFINITION.exec(state.src);
  if (!match || DEFINITION.lastIndex > (state.eMarks[startLine] ?? 0)) return false;
  if (silent) return true;

  const environment = state.env as ParseEnvironment;
  const label = (match[1] ?? '').toLowerCase();
  environment.definedFootnotes.add(label);
  const open = state.push('footnote_open', 'div', 1);
  open.meta = { label, number: numberOf(environment, label) };
  open.map = [startLine, startLine];
  readContent(state, { startLine, endLine, from: DEFINITION.lastIndex });
  open.map[1] = state.line;
  state.push('footnote_close', 'div', -1);
  return true;
}

interface ContentRange {
  startLine: number;
  endLine: number;
  /** The position of the content in the first line. */
  from: number;
}

/** Parses the note's blocks: the rest of its first line, and the lines below that are indented by four columns. */
function readContent(state: StateBlock, { startLine, endLine, from }: ContentRange): void {
  const { bMarks, tShift, sCount, bsCount, parentType, blkIndent } = state;
  const lines = [bMarks, tShift, sCount, bsCount];
  const saved = lines.map((values) => values[startLine] ?? 0);
  state.blkIndent += 4;
  bMarks[startLine] = from;
  tShift[startLine] = 0;
  bsCount[startLine] = 0;
  sCount[startLine] = state.blkIndent;
  state.parentType = 'footnote' as typeof parentType;
  if (from >= (state.eMarks[startLine] ?? 0)) {
    state.line = startLine + 1;
    if (state.line < endLine) state.md.block.tokenize(state, startLine + 1, endLine);
  } else {
    state.md.block.tokenize(state, startLine, endLine);
  }
  lines.forEach((values, index) => {
    values[startLine] = saved[index] ?? 0;
  });
  state.blkIndent = blkIndent;
  state.parentType = parentType;
}
