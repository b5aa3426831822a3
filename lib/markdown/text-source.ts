/**
 * A text to be read by stretches: a string, or an object that stands for a text while that is written. Such an object stays
 * the same as long as its text only grows.
 */
export interface TextSource {
  readonly length: number;
  slice(start: number, end?: number): string;
}

/** Whether what was read of `before`, its first `length` characters, is still how `text` begins. */
export function goesOn(text: TextSource, before: TextSource, length: number): boolean {
  if (text === before || length === 0) return true;
  return text.length >= length && text.slice(0, length) === before.slice(0, length);
}
