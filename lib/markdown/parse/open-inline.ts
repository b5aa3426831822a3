import type { Delimiter, MarkdownIt, StateInline } from 'markdown-it';
import type { ParseEnvironment } from './environment.ts';
import { findFormula, pushFormula } from './math-inline.ts';

/** A partial link destination from its bracket on, possibly with the start of the title. */
const PARTIAL_DESTINATION = /^\((?:\s*<?[^\s<>]*>?(?:\s+(?:["'(][\s\S]*)?)?)?$/;

/**
 * Rules for inline text that is still being written: a construct that has been opened renders as if it were closed. They do
 * nothing in complete text, nor while the parser only looks ahead.
 */
export function openInline(parser: MarkdownIt): void {
  parser.inline.ruler.before('backticks', 'open_code', openCode);
  parser.inline.ruler.before('escape', 'open_math', openMath);
  parser.inline.ruler.after('image', 'open_link', openLink);
  parser.inline.ruler2.before('balance_pairs', 'reserve_closers', (state) => {
    if (isOpen(state)) reserveClosers(state);
    return true;
  });
  parser.inline.ruler2.after('balance_pairs', 'close_open', (state) => {
    if (!isOpen(state)) return true;
    closeOpen(state.delimiters);
    for (const meta of state.tokens_meta) if (meta?.delimiters) closeOpen(meta.delimiters);
    return true;
  });
}

function isOpen(state: StateInline): boolean {
  return (state.env as ParseEnvironment).openTokens === state.tokens && state.posMax === state.src.length;
}

function openCode(state: StateInline, silent: boolean): boolean {
  if (silent || state.src[state.pos] !== '`' || !isOpen(state)) return false;
  let from = state.pos;
  while (state.src[from] === '`') from++;
  if (hasClosingTicks(state.src, from, from - state.pos)) return false;
  const inside = state.src.slice(from);
  if (inside) {
    const code = state.push('code_inline', 'code', 0);
    // Backticks at the very end may be the first half of the closing marker.
    const text = inside.replace(/`+$/, '').replace(/\n/g, ' ');
    code.content = /^ +[^ ]/.test(text) ? text.slice(1) : text;
  }
  state.pos = state.posMax;
  return true;
}

/** Whether a run of exactly `count` backticks follows. Stops at the first one, so short code is cheap. */
function hasClosingTicks(source: string, from: number, count: number): boolean {
  for (let at = source.indexOf('`', from); at >= 0; at = source.indexOf('`', at)) {
    const start = at;
    while (source[at] === '`') at++;
    if (at - start === count) return true;
  }
  return false;
}

function openMath(state: StateInline, silent: boolean): boolean {
  if (silent || !isOpen(state)) return false;
  const formula = findFormula(state.src, state.pos, state.posMax);
  if (!formula || formula.closed) return false;
  if (formula.tex.trim()) pushFormula(state, formula, false);
  state.pos = state.posMax;
  return true;
}

function openLink(state: StateInline, silent: boolean): boolean {
  const isImage = state.src.startsWith('![', state.pos);
  const bracket = state.pos + (isImage ? 1 : 0);
  if (silent || state.src[bracket] !== '[' || state.linkLevel > 0 || !isOpen(state)) return false;
  const rest = state.src.slice(bracket);
  // A short label such as `[1]` or `[^note]` is complete within a few characters, so wait for it.
  if (/^\[(?:\d{0,4}|\^[^\]\s]*)\]?$/.test(rest)) {
    state.pos = state.posMax;
    return true;
  }
  // `list[index` is code, not the start of a link, and `[ ` is only a bracket.
  if (/^\[\s/.test(rest) || (!isImage && /[A-Za-z0-9)\]]/.test(state.src[state.pos - 1] ?? ''))) return false;

  const labelEnd = state.md.helpers.parseLinkLabel(state, bracket);
  const after = labelEnd < 0 ? '' : state.src.slice(labelEnd + 1);
  if (
    labelEnd < 0
      ? /\][([]|<\w+:/.test(rest)
      : !(PARTIAL_DESTINATION.test(after) || /^(?:\[[^\]]*)?$/.test(after))
  )
    return false;

  const end = state.posMax;
  if (isImage) pushImage(state, bracket + 1, labelEnd < 0 ? end : labelEnd);
  else pushLink(state, bracket + 1, labelEnd < 0 ? end : labelEnd);
  state.pos = state.posMax = end;
  return true;
}

function pushImage(state: StateInline, from: number, to: number): void {
  const image = state.push('image', 'img', 0);
  const text = state.src.slice(from, to);
  // A partial description has markers without partners.
  image.content = to === state.src.length ? text.replace(/[*_~`[\]]/g, '') : text;
  image.attrs = [['src', '']];
  image.children = [];
  state.md.inline.parse(image.content, state.md, state.env, image.children);
}

/** A link without a destination yet. Its text may be partial as well. */
function pushLink(state: StateInline, from: number, to: number): void {
  state.push('link_open', 'a', 1);
  state.pos = from;
  const end = state.posMax;
  state.posMax = to;
  state.linkLevel++;
  state.md.inline.tokenize(state);
  state.linkLevel--;
  if (to === end) reserveClosers(state);
  state.push('link_close', 'a', -1);
}

/** Appends an empty token for each opening delimiter, which `closeOpen` pairs with the ones that stay open. */
function reserveClosers(state: StateInline): void {
  const openers = state.delimiters.filter((delimiter) => delimiter.open);
  for (const opener of openers.reverse()) {
    state.push('text', '', 0);
    state.delimiters.push({
      marker: opener.marker,
      length: 0,
      token: state.tokens.length - 1,
      end: -1,
      open: false,
      close: false,
    });
  }
}

/** Pairs each delimiter that was never closed with a token reserved at the end, innermost first. */
function closeOpen(delimiters: Delimiter[]): void {
  let reserved = delimiters.findIndex((delimiter) => isReserved(delimiter));
  if (reserved < 0) return;
  for (let index = reserved - 1; index >= 0; index--) {
    const opener = delimiters[index];
    if (!opener?.open || opener.end >= 0) continue;
    opener.end = reserved++;
  }
}

/** Whether `reserveClosers` added the delimiter: it can neither open nor close, unlike any scanned one. */
function isReserved(delimiter: Delimiter): boolean {
  return !delimiter.open && !delimiter.close && delimiter.length === 0;
}
