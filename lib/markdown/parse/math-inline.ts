import type { MarkdownIt, StateInline } from 'markdown-it';
import { isProse } from '../split/line-shapes.ts';

/** The maximum length of a formula. Each `$` searches ahead, and text full of prices must stay cheap. */
const MAX_LENGTH = 2_000;

/** The markers around a formula in a line of text, longest first. */
const MARKERS = [
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
  /** The offset after the closing marker, or after the text if the formula is not closed yet. */
  end: number;
}

export function pushFormula(state: StateInline, formula: Formula, closed: boolean): void {
  const token = state.push('math_inline', '', 0);
  token.content = formula.tex;
  token.meta = { display: formula.display, closed };
}

/** The formula that starts at `start`, closed or still being written; undefined if there is plain text. */
export function findFormula(source: string, start: number, limit: number): Formula | undefined {
  const first = source[start];
  if (first !== '$' && first !== '\\') return undefined;
  const marker = MARKERS.find(({ open }) => source.startsWith(open, start));
  if (!marker) return undefined;
  const from = start + marker.open.length;
  const isDollar = marker.open === '$';
  // `US$5` and `a$b$` are words.
  if (isDollar && (/[\s$]/.test(source[from] ?? ' ') || /[A-Za-z0-9]/.test(source[start - 1] ?? '')))
    return undefined;

  const end = Math.min(limit, from + MAX_LENGTH);
  const canClose = source.slice(from, end).includes(marker.close);
  for (let at = from; canClose && at < end; at++) {
    if (source.startsWith(marker.close, at)) {
      const tex = source.slice(from, at).trim();
      // A dollar sign that cannot close a formula begins the next price.
      if (isDollar && (/\s/.test(source[at - 1] ?? '') || /[A-Za-z0-9]/.test(source[at + 1] ?? '')))
        return undefined;
      if (!tex || isProse(tex)) return undefined;
      return { tex, display: marker.display, closed: true, end: at + marker.close.length };
    }
    if (source[at] === '\\') at++;
  }
  if (end < limit) return undefined;
  const tex = source.slice(from, limit);
  // An open `$5` is more likely a price than a formula. It becomes a formula if it is closed.
  if ((isDollar && /^\d/.test(tex)) || isProse(tex)) return undefined;
  return { tex, display: marker.display, closed: false, end: limit };
}
