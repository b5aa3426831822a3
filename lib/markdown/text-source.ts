/**
 * A text that is read in slices: a string, or an object that stands for a text while it is written. Such an object keeps its
 * identity as long as its text only grows.
 */
export interface TextSource {
  readonly length: number;
  slice(start: number, end?: number): string;
}

/** Whether `text` begins with the first `length` characters of `before`. */
export function isContinuation(text: TextSource, before: TextSource, length: number): boolean {
  if (text === before || length === 0) return true;
  return text.length >= length && text.slice(0, length) === before.slice(0, length);
}
