/** One event of an event stream. `id` is the last event id in force, which may come from an earlier frame. */
export type SseFrame = { id: string; event: string; data: string };

const DEFAULT_MAX_FRAME_CHARACTERS = 16 * 1024 * 1024;

/** A stream whose unfinished frame grew past the limit: broken, or not an event stream. */
export class SseFrameTooLargeError extends Error {
  override readonly name = 'SseFrameTooLargeError';
}

/**
 * Bytes of an event stream in, whole frames out, cut anywhere: inside a UTF-8 sequence, between CR and LF, in a field.
 * Follows the parsing and interpretation rules of the HTML standard, 9.2.5 and 9.2.6: CR, LF and CRLF end a line, a
 * leading BOM and comments are dropped, several `data` lines join with LF, and a frame that never saw its empty line
 * is never given out. Synchronous, so that a reader pays one call a chunk.
 */
export class SseDecoder {
  readonly #text = new TextDecoder();
  readonly #maxFrameCharacters: number;
  #rest = '';
  #afterCarriageReturn = false;
  #id = '';
  #event = '';
  #data: string | undefined;

  constructor(options: { maxFrameCharacters?: number } = {}) {
    this.#maxFrameCharacters = options.maxFrameCharacters ?? DEFAULT_MAX_FRAME_CHARACTERS;
  }

  /**
   * The frames that `bytes` completes, in order.
   * @throws SseFrameTooLargeError when the frame still open is longer than `maxFrameCharacters`.
   */
  push(bytes: Uint8Array): SseFrame[] {
    const frames: SseFrame[] = [];
    let text = this.#text.decode(bytes, { stream: true });
    if (text === '') return frames;
    if (this.#afterCarriageReturn && text.startsWith('\n')) text = text.slice(1);
    this.#afterCarriageReturn = text === '' ? false : text.endsWith('\r');

    const buffer = this.#rest + text;
    // Only what is new can hold a line ending.
    let searchFrom = this.#rest.length;
    let lineStart = 0;
    const hasCarriageReturn = text.includes('\r');
    for (;;) {
      const end = hasCarriageReturn ? nextLineEnd(buffer, searchFrom) : buffer.indexOf('\n', searchFrom);
      if (end === -1) break;
      this.#line(buffer.slice(lineStart, end), frames);
      const crlf = buffer.charCodeAt(end) === 13 && buffer.charCodeAt(end + 1) === 10;
      lineStart = searchFrom = crlf ? end + 2 : end + 1;
    }
    this.#rest = buffer.slice(lineStart);
    if (this.#rest.length + (this.#data?.length ?? 0) > this.#maxFrameCharacters) {
      throw new SseFrameTooLargeError(`an event of over ${this.#maxFrameCharacters} characters`);
    }
    return frames;
  }

  #line(line: string, frames: SseFrame[]): void {
    if (line === '') {
      if (this.#data !== undefined) {
        frames.push({ id: this.#id, event: this.#event || 'message', data: this.#data });
      }
      this.#data = undefined;
      this.#event = '';
      return;
    }
    // Nearly every line there is.
    if (line.startsWith('data:')) {
      this.#addData(line.slice(line.charCodeAt(5) === 32 ? 6 : 5));
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1);
    if (field === 'data') this.#addData(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
  }

  #addData(value: string): void {
    this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
  }
}

function nextLineEnd(text: string, from: number): number {
  const lf = text.indexOf('\n', from);
  const cr = text.indexOf('\r', from);
  if (cr === -1) return lf;
  return lf === -1 || cr < lf ? cr : lf;
}
