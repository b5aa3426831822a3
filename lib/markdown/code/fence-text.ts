import { FENCE_CLOSING } from '../split/line-shapes.ts';

/** The start of a line that could still close a fence. */
const HALF_BACKTICKS = /^ {0,3}`*[ \t]*$/;
const HALF_TILDES = /^ {0,3}~*[ \t]*$/;

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
  const lastStart = text.lastIndexOf('\n') + 1;
  const half = opening.startsWith('~') ? HALF_TILDES : HALF_BACKTICKS;
  if (!isSealed && half.test(text.slice(lastStart))) end = lastStart;

  let textEnd = end;
  while (textEnd > from && /\s/.test(text[textEnd - 1] ?? '')) textEnd--;
  const closingStart = Math.max(from, text.lastIndexOf('\n', textEnd - 1) + 1);
  const closing = FENCE_CLOSING.exec(text.slice(closingStart, textEnd))?.[1];
  const isClosed = closing !== undefined && closing[0] === opening[0] && closing.length >= opening.length;
  return {
    info: text.slice(opening.length, firstEnd).trim(),
    code: text.slice(from, isClosed ? closingStart : end),
  };
}

/** The language a fence names, in lower case, or an empty string. `js {1,3}` and `js:title` name `js`. */
export function languageOf(info: string): string {
  return /^[^\s{:,]*/.exec(info.trim())?.[0].toLowerCase() ?? '';
}
