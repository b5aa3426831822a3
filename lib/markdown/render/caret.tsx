/**
 * The class of the element whose end is being written. The style sheet draws the caret as a pseudo-element: with a real element
 * after the text, a browser recalculates the style of the whole block whenever a word is added before it.
 */
export const CARET = 'md-caret';

/** A caret for a block without an element yet. */
export function Caret() {
  return <span className={CARET} aria-hidden="true" />;
}
