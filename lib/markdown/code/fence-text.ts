import { FENCE_CLOSING } from '../split/line-shapes.ts';

/** A line that could still become the closing one. */
const PARTIAL_BACKTICKS = /^ {0,3}`*[ \t]*$/;
const PARTIAL_TILDES = /^ {0,3}~*[ \t]*$/;

/** The parts of a top-level fence: its info string, and its code without the opening and closing line. */
export interface FenceText {
  info: string;
  code: string;
}

/**
 * Reads a fence without a parser, at a cost that does not grow with the code. The last line of an open fence is left out while
 * it could still become the closing line.
 */
export function readFence(text: string, isSealed: boolean): FenceText {
  const opening = /^(`{3,}|~{3,})/.exec(text)?.[0] ?? '```';
  const firstEnd = text.indexOf('\n');
  if (firstEnd < 0) return { info: text.slice(opening.length).trim(), code: '' };
  const from = firstEnd + 1;

  let end = text.length;
  const lastStart = text.lastIndexOf('\n') + 1;
  const partialClosing = opening.startsWith('~') ? PARTIAL_TILDES : PARTIAL_BACKTICKS;
  if (!isSealed && partialClosing.test(text.slice(lastStart))) end = lastStart;

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

/** The language that an info string names, in lower case, or an empty string. `js {1,3}` and `js:title` name `js`. */
export function languageOf(info: string): string {
  return /^[^\s{:,]*/.exec(info.trim())?.[0].toLowerCase() ?? '';
}
