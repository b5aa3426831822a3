import 'client-only';

/** Fenced code blocks and code spans, whose content must not be stripped. */
const CODE =
  /^ {0,3}(`{3,}|~{3,})[^\n]*\n([\s\S]*?)(?:^ {0,3}\1[^\n]*$|(?![\s\S]))|(?<!`)(`+)(?!`)([^\n]*?[^`\n])\3(?!`)/gm;
const RULE = /^ {0,3}(?:[-*_] *){3,}$|^ *\|?[ :]*-[-:| ]*\|[-:| ]*$/gm;
const LINE_START = /^ *(?:(?:> ?|#{1,6} +|[-*+] +(?:\[[ xX]\] +)?) *)+/gm;
const ROW = /^ *\|(.*)\| *$/gm;
const LINK = /!?\[([^[\]\n]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: +"[^"\n]*")?\)/g;
const ASTERISKS = /(?<!\\)(\*{1,3}|~~)(?=[^\s*])([^\n]*?[^\s*])\1(?!\*)/g;
const UNDERSCORES = /(?<![\p{L}\p{N}_\\])(_{1,3})(?=[^\s_])([^\n]*?[^\s_])\1(?![\p{L}\p{N}_])/gu;
const ESCAPE = /\\([!-/:-@[-`{|}~])/g;

/**
 * Removes the syntax from a fragment of Markdown, approximately. For search snippets, which may start or end in the middle of
 * any construct and do not justify the cost of a parser.
 */
export function stripMarkdown(text: string): string {
  let plain = '';
  let at = 0;
  for (const { index, 0: whole, 2: block, 4: span } of text.matchAll(CODE)) {
    plain += stripProse(text.slice(at, index)) + (block ?? span ?? '');
    at = index + whole.length;
  }
  return plain + stripProse(text.slice(at));
}

function stripProse(text: string): string {
  const stripped = text
    .replace(RULE, '')
    .replace(LINE_START, '')
    .replace(ROW, (_, cells: string) => cells.replaceAll('|', ' '))
    .replace(LINK, '$1');
  // Twice, for emphasis inside strong emphasis.
  return stripped
    .replace(ASTERISKS, '$2')
    .replace(ASTERISKS, '$2')
    .replace(UNDERSCORES, '$2')
    .replace(ESCAPE, '$1');
}
