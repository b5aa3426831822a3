import 'client-only';

/** Accents above and below Latin, Greek and Cyrillic letters. Marks of other scripts are letters of their own, and stay. */
const ACCENTS = /[\u0300-\u036f]/g;
/** What is in a text but not seen: soft hyphen, zero-width characters, marks of direction, variation selectors. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each of these is looked for alone
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]/g;
const PLAIN = /^[\x20-\x7e]*$/;

/** `text` as the search compares it: case, accents, width and unseen characters make no difference. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower.normalize('NFKD').replace(ACCENTS, '').replace(UNSEEN, '').replaceAll('ς', 'σ');
}

/** A folded text that knows where each of its characters came from: `starts[i]` to `ends[i]` in the original. */
export type FoldedText = { folded: string; starts: number[]; ends: number[] };

export function foldWithOffsets(text: string): FoldedText {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const piece = fold(character);
    // An accent of its own belongs to the letter before it.
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

/** The parts of a query, folded: words, and "phrases in quotes" as they are. All of them must be in a message. */
export function parseTerms(query: string): string[] {
  const terms = [...query.matchAll(/["“”]([^"“”]+)["“”]|([^\s"“”]+)/g)].map(([, phrase, word]) =>
    fold(phrase ?? word ?? '').trim(),
  );
  return [...new Set(terms.filter((term) => term !== ''))];
}
