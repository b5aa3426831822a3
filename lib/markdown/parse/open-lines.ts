/** The part of an open block whose meaning is certain, ready to parse. */
export interface CertainText {
  text: string;
  /** Whether further text continues the last line, starts the next line, or follows a blank line. */
  end: 'in-line' | 'after-line' | 'after-blank';
}

/** Quote markers, bullets and numbers before a line's own text. */
const CONTAINERS = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*/;

/** A line that could still become a bullet, rule, heading, fence, heading underline or table delimiter row. */
const UNCERTAIN_LINE = /^(?:[-=+*_ \t]+|\d{1,9}[.)]?|#{1,6}|`+|~+|[|:\- \t]+|\\[[(]?)$/;

/** A label that could still become a link definition, a footnote or a task box, so none of it may be shown yet. */
const UNCERTAIN_LABEL = /^\[(?:\^[^\]\s]*\]?|(?!\^)[^\]]*(?:\](?::.*|[ \t]*)?)?)$/;

const TABLE_DELIMITER_START = /^[|:\- \t]*$/;

/**
 * Removes the end of a partial text while its meaning is uncertain, so that nothing is shown that the next character would
 * remove. Completes a table's heading row, so that a table is one from its first bar on.
 */
export function certainText(source: string): CertainText {
  const lineStart = source.lastIndexOf('\n') + 1;
  const line = source.slice(lineStart);
  const own = line.slice(CONTAINERS.exec(line)?.[0].length ?? 0);
  const table = headingRow(source, lineStart);
  if (table !== undefined) return { text: table, end: lineStart === 0 ? 'in-line' : 'after-blank' };

  const isParagraphStart =
    lineStart === 0 || own.length < line.trimStart().length || hasBlankEnd(source.slice(0, lineStart));
  const isUncertain =
    (own === '' && line.trim() !== '') ||
    UNCERTAIN_LINE.test(own) ||
    (isParagraphStart && UNCERTAIN_LABEL.test(own));
  const text = isUncertain ? source.slice(0, lineStart) : source;
  if (hasBlankEnd(text)) return { text, end: 'after-blank' };
  return { text, end: text.endsWith('\n') ? 'after-line' : 'in-line' };
}

function hasBlankEnd(text: string): boolean {
  return /\n[ \t>]*\n[ \t]*$/.test(text.slice(-80));
}

/** The text of a table that has only its heading row, with a delimiter row added; undefined for any other text. */
function headingRow(source: string, lineStart: number): string | undefined {
  if (!/^ {0,3}\|/.test(source) || (lineStart > 0 && source.indexOf('\n') + 1 !== lineStart))
    return undefined;
  const heading = lineStart === 0 ? source : source.slice(0, lineStart - 1);
  if (lineStart > 0 && !TABLE_DELIMITER_START.test(source.slice(lineStart))) return undefined;
  const cells = heading
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/);
  if (!cells.some((cell) => cell.trim())) return '';
  return `${heading}\n|${' - |'.repeat(cells.length)}`;
}
