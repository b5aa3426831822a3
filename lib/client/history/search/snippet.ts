import 'client-only';
import { foldWithOffsets } from './fold.ts';
import { stripMarkdown } from './strip-markdown.ts';

/** A piece of a snippet. `marked`: it matches a term. */
export type SnippetPiece = { text: string; marked: boolean };

/** Characters before the first match. */
const CONTEXT_LENGTH = 40;
const SNIPPET_LENGTH = 160;
/** Only this many characters around the match are folded and stripped of Markdown. */
const MARGIN = 2_000;

/**
 * Returns an excerpt of `text` around the first match, on one line and without Markdown, with the matches marked.
 * @param near approximate position of the match
 */
export function buildSnippet(text: string, terms: readonly string[], near = 0): SnippetPiece[] {
  const sliceStart = Math.max(0, near - MARGIN);
  const sliceEnd = Math.min(text.length, near + MARGIN + SNIPPET_LENGTH);
  const source = text.slice(sliceStart, sliceEnd);
  const stripped = stripMarkdown(source);
  // A term that only occurs in the URL of a link, for example, is shown in the source.
  const isVisible = findAll(stripped, terms).length > 0;
  const slice = isVisible ? stripped : source;
  const before = source.slice(0, near - sliceStart);
  const nearby = (isVisible ? stripMarkdown(before) : before).length;
  const found = findAll(slice, terms);
  const first = found.find(({ start }) => start >= nearby - CONTEXT_LENGTH) ?? found[0];
  const from = alignToCharacter(slice, Math.max(0, (first?.start ?? 0) - CONTEXT_LENGTH));
  const to = Math.max(alignToCharacter(slice, from + SNIPPET_LENGTH), first?.end ?? 0);
  const { pieces, end } = splitAtMatches(slice, found, { from, to });
  if (sliceStart + from > 0) pieces.unshift({ text: '…', marked: false });
  if (sliceEnd < text.length || end < slice.length) pieces.push({ text: '…', marked: false });
  return pieces;
}

/** Returns a title, with the matches marked. */
export function markMatches(title: string, terms: readonly string[]): SnippetPiece[] {
  return splitAtMatches(title, findAll(title, terms), { from: 0, to: title.length }).pieces;
}

/** Splits the text between `from` and `to` into pieces. `end`: where the last one ends, which may be a match beyond `to`. */
function splitAtMatches(
  text: string,
  found: readonly { start: number; end: number }[],
  { from, to }: { from: number; to: number },
): { pieces: SnippetPiece[]; end: number } {
  const pieces: SnippetPiece[] = [];
  const add = (start: number, end: number, marked: boolean) => {
    if (end > start) pieces.push({ text: text.slice(start, end).replace(/\s+/g, ' '), marked });
  };
  let at = from;
  for (const { start, end } of found) {
    if (start < at || start >= to) continue;
    add(at, start, false);
    add(start, end, true);
    at = end;
  }
  add(at, to, false);
  return { pieces, end: Math.max(to, at) };
}

/** Returns the matches as ranges of the original text, sorted by start and, at the same start, longest first. */
function findAll(text: string, terms: readonly string[]): { start: number; end: number }[] {
  const { folded, starts, ends } = foldWithOffsets(text);
  const found: { start: number; end: number }[] = [];
  for (const term of terms) {
    for (let at = folded.indexOf(term); at !== -1; at = folded.indexOf(term, at + term.length)) {
      found.push({ start: starts[at] ?? 0, end: ends[at + term.length - 1] ?? 0 });
    }
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Moves a position off the middle of a surrogate pair. */
function alignToCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : Math.min(at, text.length);
}
