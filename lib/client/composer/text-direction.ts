import 'client-only';

const LONG_TEXT = 20_000;

/**
 * Sets `dir="auto"` on a text field until its text is long, and then fixes the current direction: with `auto`, the browser
 * shapes a long line again with every key.
 */
export function updateTextDirection(field: HTMLTextAreaElement): void {
  if (field.value.length < LONG_TEXT) field.dir = 'auto';
  else if (field.dir === 'auto') field.dir = getComputedStyle(field).direction;
}
