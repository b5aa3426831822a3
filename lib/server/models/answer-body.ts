import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';

const EMPTY_LINE = new TextEncoder().encode('\n\n');
/** White space, and the bytes of a byte order mark. */
const BLANK = new Set([0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf]);
const OBJECT_STARTS = new Set(['{', '[']);

/**
 * Splits the body of an answer into the JSON texts that it contains: the data of each event of a stream, or one object. Which of
 * them it is shows in the first character, not in the content type: servers and the proxies in front of them send errors
 * and login pages with any type, or none.
 */
export class AnswerBody {
  readonly #contentType: string | null;
  readonly #events = new SseDecoder();
  readonly #utf8 = new TextDecoder();
  #format: 'events' | 'object' | undefined;
  #text = '';

  constructor(contentType: string | null) {
    this.#contentType = contentType;
  }

  /** Whether the body is one JSON object instead of an event stream. */
  get isObject(): boolean {
    return this.#format === 'object';
  }

  /**
   * Returns the texts that `bytes` complete.
   * @throws ChatError `upstream-error` when the body is a web page.
   */
  push(bytes: Uint8Array): string[] {
    this.#format ??= this.#recognizeFormat(bytes);
    if (this.#format !== 'events') this.#text += this.#utf8.decode(bytes, { stream: true });
    return this.isObject ? [] : this.#events.push(bytes).map(({ data }) => data);
  }

  /** Returns the text that ends with the body. The last event of a stream may lack its empty line, but not its own end. */
  end(): string[] {
    if (this.isObject) return [(this.#text + this.#utf8.decode()).trim()];
    return this.#events
      .push(EMPTY_LINE)
      .map(({ data }) => data)
      .filter(isComplete);
  }

  #recognizeFormat(bytes: Uint8Array): 'events' | 'object' | undefined {
    const first = bytes.find((byte) => !BLANK.has(byte));
    if (first === undefined) return undefined; // some servers send blanks to keep the connection alive
    const character = String.fromCharCode(first);
    if (character === '<') throw createWebPageError(this.#contentType);
    return OBJECT_STARTS.has(character) ? 'object' : 'events';
  }
}

/** Whether `text` is the JSON of an event, or the end marker, and not the beginning of one. */
export function isComplete(text: string): boolean {
  if (text === '[DONE]') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The failure of a request that a login page or an error page of a proxy answers. */
export function createWebPageError(contentType: string | null): ChatError {
  const type = contentType?.split(';')[0]?.trim() || 'no content type';
  return new ChatError(
    'upstream-error',
    `The model's server returned a web page (${type}) instead of an answer. Check the base URL.`,
  );
}
