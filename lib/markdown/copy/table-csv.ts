import { readableText } from './readable-text.ts';

/** A table as RFC 4180 comma-separated values, with CRLF line endings as spreadsheets expect. */
export function tableToCsv(table: HTMLTableElement): string {
  return [...table.querySelectorAll('tr')]
    .map((row) =>
      [...row.querySelectorAll('th, td')].map((cell) => field(readableText(cell).trim())).join(','),
    )
    .join('\r\n');
}

function field(text: string): string {
  // A spreadsheet runs what begins like a formula; a leading apostrophe makes it text. Plain numbers stay numbers.
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,]+%?$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
