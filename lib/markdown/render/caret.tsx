/** Marks the end of the text that is still being written. It takes no room, so it moves nothing. */
export function Caret() {
  return <span className="md-caret" aria-hidden="true" />;
}
