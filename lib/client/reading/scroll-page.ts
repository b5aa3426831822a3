import 'client-only';
import { isComposerField } from '../composer/composer-field.ts';
import { isComposing } from '../composer/is-composing.ts';

/** The header and the composer cover the rest of the window. */
const SHARE_OF_WINDOW = 0.8;

/**
 * Scrolls the page with the keys for that also while the composer is focused, as long as it is empty. Firefox does not pass these keys on
 * from a focused field.
 * @returns a function that stops this
 */
export function scrollFromComposer(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isComposerField(event.target) || event.target.value !== '' || isComposing(event)) return;
    if (scrollPage(event)) event.preventDefault();
  };
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}

/** @returns whether the key scrolls */
function scrollPage({ key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  if (shiftKey || ctrlKey || altKey || metaKey) return false;
  const step = innerHeight * SHARE_OF_WINDOW;
  if (key === 'PageUp') scrollBy(0, -step);
  else if (key === 'PageDown') scrollBy(0, step);
  else if (key === 'Home') scrollTo(0, 0);
  else if (key === 'End') scrollTo(0, document.documentElement.scrollHeight);
  else return false;
  return true;
}
