import 'client-only';
import type { UsageRow } from './usage-rows.ts';

const COLUMNS = [
  ...['day', 'chat', 'chat_id', 'model', 'answers', 'input_tokens', 'cached_input_tokens'],
  ...['output_tokens', 'reasoning_tokens', 'estimated', 'cost'],
];

/** Excel takes a file for UTF-8 only if it begins with this. */
const BYTE_ORDER_MARK = '\ufeff';

/** Converts rows to CSV as RFC 4180 defines it. The names of the columns are the same in all languages, for programs. */
export function toCsv(rows: readonly UsageRow[]): string {
  const lines = rows.map((row) => [
    row.day,
    quote(row.chatTitle),
    quote(row.chatId),
    quote(row.model),
    row.answers,
    row.input,
    row.cached,
    row.output,
    row.reasoning,
    row.isEstimated ? 'yes' : 'no',
    row.cost === undefined ? '' : toDecimal(row.cost),
  ]);
  return BYTE_ORDER_MARK + [COLUMNS, ...lines].map((fields) => `${fields.join(',')}\r\n`).join('');
}

function quote(text: string): string {
  return `"${defuse(text).replaceAll('"', '""')}"`;
}

/**
 * Keeps spreadsheet programs from running a text as a formula: an apostrophe before it makes it a text, as OWASP recommends. Where the
 * program takes a semicolon or a tab for the separator, a cell also begins after one.
 */
function defuse(text: string): string {
  const begins = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return begins.replace(/([;\t\r\n]\s*)(?=[=+\-@＝＋－＠])/g, "$1'");
}

/** Never in scientific notation, which some programs read as text. */
function toDecimal(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}
