import type { MarkdownIt, StateInline } from 'markdown-it';
import { isProse } from '../split/line-shapes.ts';

/** A formula longer than this is not looked for: each `$` searches ahead, and text full of prices must stay cheap. */
const LONGEST = 2_000;

/** What opens and closes a formula in a line of text, longest first. */
const MARKS = [
  { open: '$$', close: '$$', display: true },
  { open: '$', close: '$', display: false },
  { open: '\\(', close: '\\)', display: false },
  { open: '\\[', close: '\\]', display: true },
] as const;

/** `$…$`, `$$…$$`, `\(…\)` and `\[…\]` inside a paragraph. Prices such as "$5 and $10" stay text. */
export function inlineMath(parser: MarkdownIt): void {
  parser.inline.ruler.before('escape', 'inline_math', (state, silent) => {
    const found = findFormula(state.src, state.pos, state.posMax);
    if (!found?.closed) return false;
    if (!silent) pushFormula(state, found, true);
    state.pos = found.end;
    return true;
  });
}

export interface Formula {
  tex: string;
  display: boolean;
  closed: boolean;
  /** The offset after the closing mark, or after the text where there is none yet. */
  end: number;
}

export function pushFormula(state: StateInline, formula: Formula, closed: boolean): void {
  const token = state.push('math_inline', '', 0);
  token.content = formula.tex;
  token.meta = { display: formula.display, closed };
}

/** The formula that starts at `start`, closed or still being written, or undefined where the mark is plain text. */
export function findFormula(source: string, start: number, limit: number): Formula | undefined {
  const first = source[start];
  if (first !== '$' && first !== '\\') return undefined;
  const mark = MARKS.find(({ open }) => source.startsWith(open, start));
  if (!mark) return undefined;
  const from = start + mark.open.length;
  const isDollar = mark.open === '$';
  // "US$5" and "a$b$" are words.
  if (isDollar && (/[\s$]/.test(source[from] ?? ' ') || /[A-Za-z0-9]/.test(source[start - 1] ?? '')))
    return undefined;

  const end = Math.min(limit, from + LONGEST);
  for (let at = from; at < end; at++) {
    if (source.startsWith(mark.close, at)) {
      const tex = source.slice(from, at).trim();
      // A dollar that cannot close is the next price.
      if (isDollar && (/\s/.test(source[at - 1] ?? '') || /[A-Za-z0-9]/.test(source[at + 1] ?? '')))
        return undefined;
      if (!tex || isProse(tex)) return undefined;
      return { tex, display: mark.display, closed: true, end: at + mark.close.length };
    }
    if (source[at] === '\\') at++;
  }
  if (end < limit) return undefined;
  const tex = source.slice(from, limit);
  // An amount is more likely than a formula that begins with a figure; it becomes one when it is closed.
  if ((isDollar && /^\d/.test(tex)) || isProse(tex)) return undefined;
  return { tex, display: mark.display, closed: false, end: limit };
}
