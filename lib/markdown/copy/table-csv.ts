import { readableText } from './readable-text.ts';

/** A table as comma-separated values, with CRLF line endings (RFC 4180). */
export function tableToCsv(table: HTMLTableElement): string {
  return [...table.querySelectorAll('tr')]
    .map((row) =>
      [...row.querySelectorAll('th, td')].map((cell) => field(readableText(cell).trim())).join(','),
    )
    .join('\r\n');
}

function field(text: string): string {
  // Spreadsheets evaluate text that begins like a formula. A leading apostrophe prevents that; plain numbers stay numbers.
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,]+%?$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
