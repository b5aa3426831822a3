import 'client-only';
import { foldWithOffsets } from './fold.ts';
import { stripMarkdown } from './strip-markdown.ts';

/** A piece of a text in order: `marked` where it is what was looked for. */
export type SnippetPiece = { text: string; marked: boolean };

const BEFORE = 40;
const LENGTH = 160;
/** A text is folded in slices: only what is near the hit is looked at closely. */
const MARGIN = 2_000;

/**
 * The stretch of `text` around the place where the terms were found, on one line and as it reads on the page, with them marked.
 * @param near where in the text to look; about right is enough
 */
export function buildSnippet(text: string, terms: readonly string[], near = 0): SnippetPiece[] {
  const sliceStart = Math.max(0, near - MARGIN);
  const sliceEnd = Math.min(text.length, near + MARGIN + LENGTH);
  const written = text.slice(sliceStart, sliceEnd);
  const read = stripMarkdown(written);
  // What is found in nothing but the address of a link, say, is shown where it is written.
  const isRead = findAll(read, terms).length > 0;
  const slice = isRead ? read : written;
  const before = written.slice(0, near - sliceStart);
  const nearby = (isRead ? stripMarkdown(before) : before).length;
  const found = findAll(slice, terms);
  const first = found.find(({ start }) => start >= nearby - BEFORE) ?? found[0];
  const from = boundary(slice, Math.max(0, (first?.start ?? 0) - BEFORE));
  const to = Math.max(boundary(slice, from + LENGTH), first?.end ?? 0);
  const pieces: SnippetPiece[] = [];
  const add = (start: number, end: number, marked: boolean) => {
    if (end > start) pieces.push({ text: slice.slice(start, end).replace(/\s+/g, ' '), marked });
  };
  let at = from;
  for (const { start, end } of found) {
    if (start < at || start >= to) continue;
    add(at, start, false);
    add(start, end, true);
    at = end;
  }
  add(at, to, false);
  if (sliceStart + from > 0) pieces.unshift({ text: '…', marked: false });
  if (sliceEnd < text.length || Math.max(to, at) < slice.length) pieces.push({ text: '…', marked: false });
  return pieces;
}

/** Where the terms are in the original text, in order; of two that overlap, the one that starts first, or is longer. */
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

/** A place that does not cut a character in two. */
function boundary(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : Math.min(at, text.length);
}
