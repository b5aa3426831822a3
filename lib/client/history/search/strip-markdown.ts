import 'client-only';

/** Code, whose own signs stay: with the fence around it, or with its backticks. */
const CODE =
  /^ {0,3}(`{3,}|~{3,})[^\n]*\n([\s\S]*?)(?:^ {0,3}\1[^\n]*$|(?![\s\S]))|(?<!`)(`+)(?!`)([^\n]*?[^`\n])\3(?!`)/gm;
const RULE = /^ {0,3}(?:[-*_] *){3,}$|^ *\|?[ :]*-[-:| ]*\|[-:| ]*$/gm;
const LINE_START = /^ *(?:(?:> ?|#{1,6} +|[-*+] +(?:\[[ xX]\] +)?) *)+/gm;
const ROW = /^ *\|(.*)\| *$/gm;
const LINK = /!?\[([^[\]\n]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: +"[^"\n]*")?\)/g;
const STARS = /(?<!\\)(\*{1,3}|~~)(?=[^\s*])([^\n]*?[^\s*])\1(?!\*)/g;
const LOW_LINES = /(?<![\p{L}\p{N}_\\])(_{1,3})(?=[^\s_])([^\n]*?[^\s_])\1(?![\p{L}\p{N}_])/gu;
const ESCAPE = /\\([!-/:-@[-`{|}~])/g;

/**
 * A stretch of Markdown about as it reads on the page. Made for a few lines of a hit: a parser would cost more than it shows,
 * and a stretch may begin or end in the middle of anything.
 */
export function stripMarkdown(text: string): string {
  let plain = '';
  let at = 0;
  for (const { index, 0: whole, 2: block, 4: span } of text.matchAll(CODE)) {
    plain += wordsOf(text.slice(at, index)) + (block ?? span ?? '');
    at = index + whole.length;
  }
  return plain + wordsOf(text.slice(at));
}

function wordsOf(text: string): string {
  const words = text
    .replace(RULE, '')
    .replace(LINE_START, '')
    .replace(ROW, (_, cells: string) => cells.replaceAll('|', ' '))
    .replace(LINK, '$1');
  // Bold words may hold others that lean.
  return words.replace(STARS, '$2').replace(STARS, '$2').replace(LOW_LINES, '$2').replace(ESCAPE, '$1');
}
