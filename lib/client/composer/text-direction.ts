import 'client-only';

const LONG_TEXT = 20_000;

/**
 * Lets a text field find the direction of each of its lines by itself, until its text is long. Then it keeps the one it has: a
 * browser that seeks directions shapes all of a long line anew with every key.
 */
export function updateTextDirection(field: HTMLTextAreaElement): void {
  if (field.value.length < LONG_TEXT) field.dir = 'auto';
  else if (field.dir === 'auto') field.dir = getComputedStyle(field).direction;
}
