import type { MarkdownIt } from 'markdown-it';

const BREAK = /<br\s*\/?>/iy;

/** Supports `<br>`, because table cells have no other way to break a line. All other HTML is text. */
export function lineBreakTag(parser: MarkdownIt): void {
  parser.inline.ruler.before('autolink', 'line_break_tag', (state, silent) => {
    BREAK.lastIndex = state.pos;
    const match = BREAK.exec(state.src);
    if (!match || BREAK.lastIndex > state.posMax) return false;
    if (!silent) state.push('hardbreak', 'br', 0);
    state.pos += match[0].length;
    return true;
  });
}
