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

/** The last search for each closing marker. */
const searches = new Map<string, { source: string; from: number; at: number }>();

/**
 * The position of `marker` in `source` at or after `from`, or infinity. Remembers the last search, because a text full of opening markers
 * asks for the same closing one each time.
 */
function nextIndex(source: string, marker: string, from: number): number {
  const last = searches.get(marker);
  if (last?.source === source && last.from <= from && from <= last.at) return last.at;
  const found = source.indexOf(marker, from);
  const at = found < 0 ? Number.POSITIVE_INFINITY : found;
  searches.set(marker, { source, from, at });
  return at;
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
  const canClose = nextIndex(source, marker.close, from) < end;
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
