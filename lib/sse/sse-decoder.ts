/** One event of an event stream. `id` is the last event id in force, which an earlier frame may have set. */
export type SseFrame = { id: string; event: string; data: string };

const DEFAULT_MAX_FRAME_CHARACTERS = 16 * 1024 * 1024;
const LF = 10;
const CR = 13;
const SPACE = 32;
const BYTE_ORDER_MARK = 0xfeff;

/** An unfinished frame exceeded the size limit. The stream is broken, or it is no event stream. */
export class SseFrameTooLargeError extends Error {
  override readonly name = 'SseFrameTooLargeError';
}

/**
 * Decodes the bytes of an event stream into frames. Chunks may end anywhere: inside a UTF-8 sequence, between CR and LF,
 * within a field. Implements the HTML standard, sections 9.2.5 and 9.2.6: CR, LF and CRLF end a line, a leading byte order
 * mark and comments are no frames, several `data` lines are joined by LF, and a frame without its final empty line is never
 * emitted. Goes beyond it in one point: a byte order mark is dropped before every line. A server that concatenates files
 * sends several, and the standard would take `\uFEFFdata` for an unknown field and lose the frame.
 *
 * The cost is linear in the size of the stream, also when one line spans thousands of chunks: an unfinished line is
 * kept as a list of pieces, and joined once when it ends. `eventsource-parser` works the same way, but it holds back a
 * frame that ends in CR until the next chunk, and forgets the id of a frame without data. See `bench/sse.ts`.
 */
export class SseDecoder {
  readonly #text = new TextDecoder();
  readonly #maxFrameCharacters: number;
  /** The comments among the lines of the chunk in hand, with their colons, one after another. */
  comments = '';
  /** The pieces of the unfinished line, and their total length. */
  #pieces: string[] = [];
  #piecesLength = 0;
  #endedWithCarriageReturn = false;
  #id = '';
  #event = '';
  #data: string | undefined;
  /** Frames that the chunk in hand has completed. */
  #frames: SseFrame[] = [];

  constructor(options: { maxFrameCharacters?: number } = {}) {
    this.#maxFrameCharacters = options.maxFrameCharacters ?? DEFAULT_MAX_FRAME_CHARACTERS;
  }

  /**
   * Returns the frames that `bytes` completes, in order.
   * @throws SseFrameTooLargeError when the unfinished frame is longer than `maxFrameCharacters`.
   */
  push(bytes: Uint8Array): SseFrame[] {
    this.comments = '';
    let text = this.#text.decode(bytes, { stream: true });
    if (text === '') return [];
    if (this.#endedWithCarriageReturn && text.charCodeAt(0) === LF) text = text.slice(1);
    this.#endedWithCarriageReturn = text.charCodeAt(text.length - 1) === CR;
    this.#retain(text.slice(this.#readLines(text)));
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }

  /** Reads the lines that end in `text`, and returns the position after the last of them. */
  #readLines(text: string): number {
    let start = 0;
    let lf = text.indexOf('\n');
    let cr = text.indexOf('\r');
    while (lf !== -1 || cr !== -1) {
      const endsWithCr = cr !== -1 && (lf === -1 || cr < lf);
      const end = endsWithCr ? cr : lf;
      if (this.#piecesLength === 0) this.#readLine(text, start, end);
      else this.#readRetainedLine(text.slice(0, end));
      start = endsWithCr && lf === end + 1 ? end + 2 : end + 1;
      // Search again only for a position that was passed: text without CR is searched for CR once.
      if (lf !== -1 && lf < start) lf = text.indexOf('\n', start);
      if (cr !== -1 && cr < start) cr = text.indexOf('\r', start);
    }
    return start;
  }

  /** Reads the line that began in earlier chunks and ends with `piece`. */
  #readRetainedLine(piece: string): void {
    this.#pieces.push(piece);
    const line = this.#pieces.join('');
    this.#pieces = [];
    this.#piecesLength = 0;
    this.#readLine(line, 0, line.length);
  }

  /** Retains the beginning of a line until its end arrives. */
  #retain(piece: string): void {
    if (piece !== '') {
      this.#pieces.push(piece);
      this.#piecesLength += piece.length;
    }
    if (this.#piecesLength + (this.#data?.length ?? 0) > this.#maxFrameCharacters) {
      throw new SseFrameTooLargeError(`An event is longer than ${this.#maxFrameCharacters} characters.`);
    }
  }

  /** Reads the line of `text` from `start` to `end`. */
  #readLine(text: string, start: number, end: number): void {
    if (start === end) {
      this.#endFrame();
      return;
    }
    // Nearly every line of a model's answer, so it is not copied as a line first.
    if (text.startsWith('data:', start)) {
      this.#addData(text.slice(afterSpace(text, start + 5), end));
      return;
    }
    const marked = afterByteOrderMarks(text, start);
    if (marked > start) {
      this.#readLine(text, marked, end);
      return;
    }
    const line = text.slice(start, end);
    const colon = line.indexOf(':');
    if (colon === 0) {
      this.comments += line;
      return;
    }
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(afterSpace(line, colon + 1));
    if (field === 'data') this.#addData(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
  }

  #endFrame(): void {
    if (this.#data !== undefined) {
      this.#frames.push({ id: this.#id, event: this.#event || 'message', data: this.#data });
    }
    this.#data = undefined;
    this.#event = '';
  }

  #addData(value: string): void {
    this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
  }
}

/** Skips all byte order marks at `position`: an empty file in a concatenation is a mark alone. */
function afterByteOrderMarks(text: string, position: number): number {
  let after = position;
  while (text.charCodeAt(after) === BYTE_ORDER_MARK) after++;
  return after;
}

/** Skips one space at `position`. */
function afterSpace(text: string, position: number): number {
  return text.charCodeAt(position) === SPACE ? position + 1 : position;
}
