import type { Delimiter, MarkdownIt, StateInline } from 'markdown-it';
import type { ParseEnvironment } from './environment.ts';
import { findFormula, pushFormula } from './math-inline.ts';

/** The first half of a link's address, with perhaps the start of its title, from the bracket on. */
const HALF_ADDRESS = /^\((?:\s*<?[^\s<>]*>?(?:\s+(?:["'(][\s\S]*)?)?)?$/;

/**
 * Rules for the inline text that is still being written: what has been opened is shown as what it will be. They do
 * nothing in text that is complete, and nothing while the parser only looks ahead.
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
    // Backticks at the very end may be the closing mark, half arrived.
    const text = inside.replace(/`+$/, '').replace(/\n/g, ' ');
    code.content = /^ +[^ ]/.test(text) ? text.slice(1) : text;
  }
  state.pos = state.posMax;
  return true;
}

/** Whether a run of exactly `count` backticks follows. Most code is short: only the way to its end is looked at. */
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
  // A short mark such as `[1]` or `[^note]` is over in a moment: wait for it.
  if (/^\[(?:\d{0,4}|\^[^\]\s]*)\]?$/.test(rest)) {
    state.pos = state.posMax;
    return true;
  }
  // `list[index` is code, not the start of a link; `[ ` is a bracket.
  if (/^\[\s/.test(rest) || (!isImage && /[A-Za-z0-9)\]]/.test(state.src[state.pos - 1] ?? ''))) return false;

  const labelEnd = state.md.helpers.parseLinkLabel(state, bracket);
  const after = labelEnd < 0 ? '' : state.src.slice(labelEnd + 1);
  if (labelEnd < 0 ? /\][([]|<\w+:/.test(rest) : !(HALF_ADDRESS.test(after) || /^(?:\[[^\]]*)?$/.test(after)))
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
  // A description half-written has marks without partners.
  image.content = to === state.src.length ? text.replace(/[*_~`[\]]/g, '') : text;
  image.attrs = [['src', '']];
  image.children = [];
  state.md.inline.parse(image.content, state.md, state.env, image.children);
}

/** A link without an address yet. Its text may be half-written as well. */
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

/** Adds empty tokens at the end, one for each mark that might stay open, which `closeOpen` may turn into closing ones. */
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

/** Pairs each mark that found no closing one with a token reserved at the end, the innermost first. */
function closeOpen(delimiters: Delimiter[]): void {
  let reserved = delimiters.findIndex((delimiter) => isReserved(delimiter));
  if (reserved < 0) return;
  for (let index = reserved - 1; index >= 0; index--) {
    const opener = delimiters[index];
    if (!opener?.open || opener.end >= 0) continue;
    opener.end = reserved++;
  }
}

/** A reserved delimiter can neither open nor close, which no scanned one with a partner can say of itself. */
function isReserved(delimiter: Delimiter): boolean {
  return !delimiter.open && !delimiter.close && delimiter.length === 0;
}
