import { FENCE_CLOSING } from '../split/line-shapes.ts';

/** The parts of a top-level fence: what stands after its opening mark, and its code without either mark. */
export interface FenceText {
  info: string;
  code: string;
}

/**
 * Reads a fence without a parser, at a cost that does not grow with its code. In an open fence a last line of marks is
 * left out: it may become the closing one, and what it is cannot be told from half a line.
 */
export function readFence(text: string, isSealed: boolean): FenceText {
  const opening = /^(`{3,}|~{3,})/.exec(text)?.[0] ?? '```';
  const firstEnd = text.indexOf('\n');
  if (firstEnd < 0) return { info: text.slice(opening.length).trim(), code: '' };
  const from = firstEnd + 1;

  let end = text.length;
  while (end > from && /\s/.test(text[end - 1] ?? '')) end--;
  const lastStart = text.lastIndexOf('\n', end - 1) + 1;
  const last = text.slice(lastStart, end);
  const isWholeLine = isSealed || text.indexOf('\n', end) >= 0;
  const closing = FENCE_CLOSING.exec(last)?.[1];
  const closes = closing !== undefined && closing[0] === opening[0] && closing.length >= opening.length;
  const mayClose = !isWholeLine && /^ {0,3}(?:`+|~+)$/.test(last) && last.trim()[0] === opening[0];
  const hides = lastStart >= from && (closes || mayClose);
  return {
    info: text.slice(opening.length, firstEnd).trim(),
    code: text.slice(from, hides ? lastStart : undefined),
  };
}

/** The language a fence names, in lower case, or an empty string. `js {1,3}` and `js:title` name `js`. */
export function languageOf(info: string): string {
  return /^[^\s{:,]*/.exec(info.trim())?.[0].toLowerCase() ?? '';
}
