/**
 * U+2060 WORD JOINER, invisible and without width. In an address it keeps the browser from finding a host: it is not valid
 * in a scheme, and it separates the two slashes before a host.
 */
const JOINER = '\u2060';

/**
 * The point in an address at which the joiner is inserted. Browsers treat a backslash as a slash and ignore tabs and line breaks
 * between two slashes; mermaid drops some punctuation.
 */
const ADDRESS_START = /https?(?=:\S)|[/\\](?=[\t\n;,§]*[/\\])/gi;
/** The same, except that `-//`, `-\\`, `//-` and `\\-` are arrows in a sequence diagram. */
const ADDRESS_START_IN_SEQUENCE = /https?(?=:\S)|(?<!-)[/\\](?=[\t\n;,§]*[/\\](?!-))/gi;

/** The maximum number of decoded forms of one text. Only a malicious text has more. */
const MAX_DECODINGS = 64;

/** The punctuation that the checks below look for, by its name in HTML character references. */
const PUNCTUATION: Record<string, string> = {
  amp: '&',
  ast: '*',
  bsol: '\\',
  colon: ':',
  commat: '@',
  equals: '=',
  excl: '!',
  gt: '>',
  lpar: '(',
  lt: '<',
  newline: '\n',
  num: '#',
  semi: ';',
  sol: '/',
  tab: '\t',
};
const REFERENCE = new RegExp(`&(?:#x([\\da-f]+)|#(\\d+)|(${Object.keys(PUNCTUATION).join('|')}));?`, 'gi');

/** The transformations that mermaid, YAML, HTML and CSS may apply to a text before it takes effect. */
const DECODERS: readonly ((text: string) => string)[] = [
  // Mermaid's own references, `#lt;` and `#60;`, and its placeholders for `&#`, `&` and `;`
  (text) =>
    text
      .replace(/(?<!&)#(\w+);/g, (_, name: string) => (/^\d+$/.test(name) ? `&#${name};` : `&${name};`))
      .replace(/ﬂ°(°?)/g, (_, isNumber: string) => (isNumber ? '&#' : '&'))
      .replaceAll('¶ß', ';'),
  // HTML
  (text) =>
    text.replace(REFERENCE, (_, hex?: string, decimal?: string, name?: string) =>
      name ? (PUNCTUATION[name.toLowerCase()] ?? '') : character(hex ?? decimal, hex ? 16 : 10),
    ),
  // YAML and JSON
  (text) =>
    text.replace(
      /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|\n[ \t]*|([\s\S]))/g,
      (_, x?: string, u?: string, long?: string, other = '') => {
        const digits = x ?? u ?? long;
        return digits ? character(digits, 16) : /[nrt]/.test(other) ? '\n' : other;
      },
    ),
  // CSS
  (text) =>
    text.replace(/\\(?:([\da-f]{1,6})\s?|([\s\S]))/gi, (_, hex?: string, other = '') =>
      hex ? character(hex, 16) : other,
    ),
  // Comments, and the punctuation that mermaid drops from styles
  (text) => withoutComments(text.replace(/[;,§]/g, '')),
];

/** CSS and node metadata that make the browser load a resource. */
const LOADING: readonly RegExp[] = [
  /(?<![\w-])(?:url|src|(?:-webkit-)?(?:image-set|cross-fade))\(/i,
  /@import/i,
  /\bimg\b["']?\s*:/i,
];

/** A statement of a sequence diagram that sets the icon of an actor, directly or from the JSON in an element of the page. */
const ACTOR_PROPERTIES =
  /(?:^|[\n;}])[^\S\n]*(?:(?:sequenceDiagram|end)[^\S\n]+)*(?:properties|details)[^\S\n]/i;

/**
 * Prepares the text of a mermaid diagram so that nothing in it makes the page fetch anything while mermaid draws there.
 * Returns undefined if the diagram must be shown as code instead.
 *
 * - Drops configuration: directives, and front matter except its title.
 * - Refuses a text that loads images or styles, or contains markup other than line breaks, in any of its decoded forms.
 * - Inserts a joiner into the remaining addresses, which are in labels and links. `restoreAddresses` removes it from the
 *   SVG.
 *
 * Takes time linear in the length of the text.
 */
export function drawableSource(code: string): string | undefined {
  const source = withoutConfiguration(code.replaceAll(JOINER, '').replace(/\r\n?/g, '\n'));
  if (source === undefined) return undefined;
  const isSequence = source.includes('sequenceDiagram');
  const defused = source.replace(isSequence ? ADDRESS_START_IN_SEQUENCE : ADDRESS_START, `$&${JOINER}`);
  const isInert = (decoding: string) =>
    !LOADING.some((pattern) => pattern.test(decoding)) &&
    !(decoding.includes('@{') && /\bimg\b/i.test(decoding)) &&
    !(isSequence && ACTOR_PROPERTIES.test(decoding)) &&
    decoding.replace(/[\t\n\r]/g, '').search(isSequence ? ADDRESS_START_IN_SEQUENCE : ADDRESS_START) < 0 &&
    !hasMarkup(decoding);
  return decodingsOf(defused)?.every(isInert) ? defused : undefined;
}

/** Removes from a drawn SVG what `drawableSource` inserted into addresses. */
export function restoreAddresses(svg: string): string {
  return svg.replaceAll(JOINER, '');
}

/** Returns undefined if mermaid could still find configuration in the rest of the text. */
function withoutConfiguration(text: string): string | undefined {
  const [start = '', ...directives] = text.split('%%{');
  const ends = directives.map((directive) => directive.indexOf('}%%'));
  if (ends.includes(-1)) return undefined;
  const rest = start + directives.map((directive, index) => directive.slice((ends[index] ?? 0) + 3)).join('');
  const { title, body } = splitFrontMatter(rest);
  // Mermaid removes `%%}%%…` lines before it looks for directives, which can join the two halves of one.
  if (/^\s*---|%%[{}]/.test(body) || /%%[{}]/.test(title)) return undefined;
  return title ? `---\n${title}\n---\n${body}` : body;
}

function splitFrontMatter(text: string): { title: string; body: string } {
  const lines = text.split('\n');
  const indent = /^(\s*)---\s*$/.exec(lines[0] ?? '')?.[1];
  const end = lines.findIndex((line, index) => index > 0 && line.trim() === '---');
  if (indent === undefined || end < 0) return { title: '', body: text };
  const title = lines.slice(1, end).find((line) => line.startsWith(`${indent}title:`));
  return { title: title?.trim() ?? '', body: lines.slice(end + 1).join('\n') };
}

/** Returns the text in all forms that repeated decoding can give it, or undefined if there are too many. */
function decodingsOf(text: string): string[] | undefined {
  const decodings = new Set([text]);
  for (const decoding of decodings) {
    for (const decode of DECODERS) decodings.add(decode(decoding));
    if (decodings.size > MAX_DECODINGS) return undefined;
  }
  return [...decodings];
}

/** Accepts opening tags without attributes, which are harmless and often mean something else: `List<String>`, `<id>`. */
function hasMarkup(text: string): boolean {
  const rest = text.replace(/<\/?br\s*\/?>/gi, '');
  return (
    /<(?:\/[a-z]|!)|(?<!\w)<(?:script|style|svg|math|iframe)\b/i.test(rest) ||
    (rest.match(/<[a-z][^>]*/gi) ?? []).some((tag) => tag.includes('='))
  );
}

function withoutComments(text: string): string {
  const end = text.lastIndexOf('*/') + 2; // searching for an end after this would take quadratic time
  return text.slice(0, end).replace(/\/\*[\s\S]*?\*\//g, '') + text.slice(end);
}

function character(digits = '', base: number): string {
  const code = Number.parseInt(digits, base);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
