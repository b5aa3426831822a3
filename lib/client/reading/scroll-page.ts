import 'client-only';

/** The header and the composer cover the rest of the window. */
const SHARE_OF_WINDOW = 0.8;

/**
 * Scrolls the page for a key pressed in an empty text field. Firefox does not pass these keys on from a focused field.
 * @returns whether the key scrolls
 */
export function scrollPage({ key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  if (shiftKey || ctrlKey || altKey || metaKey) return false;
  const step = innerHeight * SHARE_OF_WINDOW;
  if (key === 'PageUp') scrollBy(0, -step);
  else if (key === 'PageDown') scrollBy(0, step);
  else if (key === 'Home') scrollTo(0, 0);
  else if (key === 'End') scrollTo(0, document.documentElement.scrollHeight);
  else return false;
  return true;
}
