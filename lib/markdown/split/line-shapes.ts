/** The shapes of lines that decide where a block may begin, after CommonMark 0.31 and GFM. */

/** A bullet or number that opens a list item, without the space after it. */
export const LIST_MARKER = /^(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)/;

/** `***`, `- - -`, `___`: a rule across the page, which is not a list marker. */
export const THEMATIC_BREAK = /^(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;

export const ATX_HEADING = /^#{1,6}(?:[ \t]|$)/;

/** Three or more backticks or tildes. An info string after backticks contains no backtick. */
export const FENCE_OPENING = /^(?:(`{3,})[^`]*|(~{3,}).*)$/;
export const FENCE_CLOSING = /^ {0,3}(`{3,}|~{3,})[ \t]*$/;

export const FOOTNOTE_DEFINITION = /^\[\^[^\]\s[]{1,100}\]:/;

/**
 * Display math must close within this many lines. Without a limit, one stray `$$` would leave everything after it in one open
 * block that is parsed again with every delta.
 */
export const MATH_LINE_LIMIT = 64;

/** The marker that closes the display math opened by this line; undefined if the line opens none. */
export function mathClosing(line: string): string | undefined {
  if (line.startsWith('$$')) return '$$';
  if (line.startsWith('\\[')) return '\\]';
  return undefined;
}

/** Whether a line that starts with `$$` or `\[` is a whole formula, opens one, or has one among other text. */
export function mathOpeningKind(line: string, closing: string): 'whole' | 'opens' | 'inline' {
  const rest = line.slice(2).trimEnd();
  const at = rest.indexOf(closing);
  if (at < 0) return 'opens';
  // `$$x$$ and more` is a formula in a sentence, which the inline rule reads.
  const isWhole = at > 0 && at === rest.length - closing.length && !isProse(rest.slice(0, at));
  return isWhole ? 'whole' : 'inline';
}

/** Whether text between math markers is not math: it has no letter or digit, or it has several words and no TeX. */
export function isProse(tex: string): boolean {
  if (!/[\p{L}\p{N}]/u.test(tex)) return true;
  return !/[\\^_=+<>{}|]/.test(tex) && /\s/.test(tex.trim()) && /(?:^|\s)\p{L}{2,}/u.test(tex);
}

/** The width of a line's indentation in columns (a tab reaches the next multiple of four) and its length in characters. */
export function indentation(line: string): { columns: number; length: number } {
  let columns = 0;
  let length = 0;
  for (; length < line.length; length++) {
    const character = line[length];
    if (character === ' ') columns++;
    else if (character === '\t') columns += 4 - (columns & 3);
    else break;
  }
  return { columns, length };
}
