/** What an open block's text says for certain, ready to parse. */
export interface CertainText {
  text: string;
  /** Whether what comes next continues the last line, starts the line after it, or follows a blank line. */
  end: 'in-line' | 'after-line' | 'after-blank';
}

/** Quote marks, bullets and numbers before a line's own text. */
const CONTAINERS = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*/;

/** The start of a line that could still become a bullet, a rule, a heading, a fence, an underline or a table's ruler. */
const UNCERTAIN_LINE = /^(?:[-=+*_ \t]+|\d{1,9}[.)]?|#{1,6}|`+|~+|[|:\- \t]+|\\[[(]?)$/;

/** A label that could still become a link definition, a footnote or a task's box: nothing of it may be seen before. */
const UNCERTAIN_LABEL = /^\[(?:\^[^\]\s]*\]?|(?!\^)[^\]]*(?:\](?::.*|[ \t]*)?)?)$/;

const TABLE_RULER_START = /^[|:\- \t]*$/;

/**
 * Leaves out the end of a half-written text where its meaning is still open, so that nothing is shown which the next
 * character would take away; and completes a table's heading row, which is a table from its first bar on.
 */
export function certainText(source: string): CertainText {
  const lineStart = source.lastIndexOf('\n') + 1;
  const line = source.slice(lineStart);
  const own = line.slice(CONTAINERS.exec(line)?.[0].length ?? 0);
  const table = headingRow(source, lineStart);
  if (table !== undefined) return { text: table, end: lineStart === 0 ? 'in-line' : 'after-blank' };

  const startsParagraph =
    lineStart === 0 || own.length < line.trimStart().length || endsBlank(source.slice(0, lineStart));
  const isUncertain =
    (own === '' && line.trim() !== '') ||
    UNCERTAIN_LINE.test(own) ||
    (startsParagraph && UNCERTAIN_LABEL.test(own));
  const text = isUncertain ? source.slice(0, lineStart) : source;
  if (endsBlank(text)) return { text, end: 'after-blank' };
  return { text, end: text.endsWith('\n') ? 'after-line' : 'in-line' };
}

function endsBlank(text: string): boolean {
  return /\n[ \t>]*\n[ \t]*$/.test(text.slice(-80));
}

/** The text of a table of which only the heading row is sure, with a ruler added; undefined where it is none. */
function headingRow(source: string, lineStart: number): string | undefined {
  if (!/^ {0,3}\|/.test(source) || (lineStart > 0 && source.indexOf('\n') + 1 !== lineStart))
    return undefined;
  const heading = lineStart === 0 ? source : source.slice(0, lineStart - 1);
  if (lineStart > 0 && !TABLE_RULER_START.test(source.slice(lineStart))) return undefined;
  const cells = heading
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/);
  if (!cells.some((cell) => cell.trim())) return '';
  return `${heading}\n|${' - |'.repeat(cells.length)}`;
}
