import type { Delimiter, MarkdownIt, StateInline } from 'markdown-it';

const TILDE = 0x7e;
/** markdown-it pairs delimiters by marker. One tilde must not close two, so each length has its own marker. */
const ONE = 0x10007e;
const TWO = 0x20007e;

/** GFM strikethrough: `~one~` or `~~two~~` tildes, the same number at both ends. Three or more are text. */
export function strikethrough(parser: MarkdownIt): void {
  parser.inline.ruler.at('strikethrough', readTildes);
  parser.inline.ruler2.at('strikethrough', (state) => {
    markPairs(state, state.delimiters);
    for (const meta of state.tokens_meta) if (meta?.delimiters) markPairs(state, meta.delimiters);
    return true;
  });
}

function readTildes(state: StateInline, silent: boolean): boolean {
  if (silent || state.src.charCodeAt(state.pos) !== TILDE) return false;
  const run = state.scanDelims(state.pos, true);
  const end = state.pos + run.length;
  const isRange = run.length === 1 && isInsideWord(state.src, state.pos);
  state.push('text', '', 0).content = state.src.slice(state.pos, end);
  if (run.length <= 2 && !isRange) {
    state.delimiters.push({
      marker: run.length === 1 ? ONE : TWO,
      length: 0,
      token: state.tokens.length - 1,
      end: -1,
      open: run.can_open,
      close: run.can_close,
    });
  }
  state.pos = end;
  return true;
}

/** Whether a tilde is between two letters or digits: `10~20` and `三~五` are ranges. */
function isInsideWord(source: string, at: number): boolean {
  return (
    /[\p{L}\p{N}]$/u.test(source.slice(Math.max(0, at - 2), at)) &&
    /^[\p{L}\p{N}]/u.test(source.slice(at + 1, at + 3))
  );
}

function markPairs(state: StateInline, delimiters: Delimiter[]): void {
  for (const opener of delimiters) {
    if ((opener.marker !== ONE && opener.marker !== TWO) || opener.end < 0) continue;
    const closer = delimiters[opener.end];
    const open = state.tokens[opener.token];
    const close = closer && state.tokens[closer.token];
    if (!open || !close) continue;
    Object.assign(open, { type: 's_open', tag: 'del', nesting: 1, content: '' });
    Object.assign(close, { type: 's_close', tag: 'del', nesting: -1, content: '' });
  }
}
