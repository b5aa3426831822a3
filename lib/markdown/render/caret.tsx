/**
 * Marks the element whose end is being written; the style sheet draws the caret there. It is no element behind the
 * words, for a browser would then look at all of a block's words again whenever one is added before it.
 */
export const CARET = 'md-caret';

/** A caret where there is no element to hold it yet. */
export function Caret() {
  return <span className={CARET} aria-hidden="true" />;
}
