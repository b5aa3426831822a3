import 'client-only';

/** Accents of Latin, Greek and Cyrillic letters. The combining marks of other scripts are significant and stay. */
const ACCENTS = /[\u0300-\u036f]/g;
/** Soft hyphen, zero-width characters, direction marks, variation selectors. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each of these is matched on its own
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]/g;
const ASCII = /^[\x20-\x7e]*$/;

/** Normalizes text for the search, which ignores case, accents, width and invisible characters. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII.test(lower)) return lower;
  return lower.normalize('NFKD').replace(ACCENTS, '').replace(INVISIBLE, '').replaceAll('ς', 'σ');
}

/** Folded text. Its character `i` comes from `starts[i]` to `ends[i]` in the original. */
export type FoldedText = { folded: string; starts: number[]; ends: number[] };

export function foldWithOffsets(text: string): FoldedText {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const piece = fold(character);
    // A combining accent belongs to the letter before it.
    if (piece === '' && ends.length > 0) ends[ends.length - 1] = at + character.length;
    for (let index = 0; index < piece.length; index++) {
      starts.push(at);
      ends.push(at + character.length);
    }
    folded += piece;
    at += character.length;
  }
  return { folded, starts, ends };
}

/** Splits a query into folded terms: words, and phrases in quotes. */
export function parseTerms(query: string): string[] {
  const terms = [...query.matchAll(/["“”]([^"“”]+)["“”]|([^\s"“”]+)/g)].map(([, phrase, word]) =>
    fold(phrase ?? word ?? '').trim(),
  );
  return [...new Set(terms.filter((term) => term !== ''))];
}
