import 'client-only';

/**
 * Scores how well a query matches an item, from 0 (no match) to 1. All words of the query must occur in the item's label or
 * keywords; a match at the start of the label scores highest. Unlike fuzzy matching, this works for Chinese.
 * The signature is that of cmdk's `filter`.
 * @param words the label, then further keywords
 */
export function matchScore(_value: string, query: string, words: string[] = []): number {
  const wanted = query.toLowerCase().trim();
  const [label = '', ...others] = words.map((word) => word.toLowerCase());
  if (label.startsWith(wanted)) return 1;
  if (label.includes(` ${wanted}`)) return 0.8;
  if (label.includes(wanted)) return 0.6;
  const all = [label, ...others].join(' ');
  return wanted.split(/\s+/).every((word) => all.includes(word)) ? 0.4 : 0;
}
