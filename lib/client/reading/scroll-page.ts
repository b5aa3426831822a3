import 'client-only';

/** The composer and the header lie over the rest of a page. */
const SHARE_OF_WINDOW = 0.8;

/**
 * Does for an empty text field what its browser does for the page: Firefox keeps these keys to any field that has the focus.
 * @returns whether it is such a key
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
