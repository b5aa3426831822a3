/** The number of new characters that a frame can render in its time, roughly. */
const FRAME_CHARACTERS = 600;
/** A larger backlog is rendered by this share per frame, so that a tab that was hidden catches up within half a second. */
const FRAME_SHARE = 1 / 6;

/** The number of characters that the next frame may take of a backlog of `length` characters. */
export function framePortion(length: number): number {
  // A second frame for a small remainder would cost more than it saves.
  if (length < 2 * FRAME_CHARACTERS) return length;
  return Math.max(FRAME_CHARACTERS, Math.ceil(length * FRAME_SHARE));
}
