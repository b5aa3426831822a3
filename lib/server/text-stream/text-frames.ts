import 'server-only';
import { encodeSseFrame } from '#lib/sse/sse-encoder.ts';

const END = '[DONE]';

/**
 * Turns the deltas of a text into events whose data, joined, is that text. An event stream cannot carry a carriage return,
 * so CRLF and CR become LF, also where the delta between them is cut; and bytes cannot carry half a character, so a delta
 * that ends inside one waits for the next.
 */
export class PlainFrames {
  #held = '';
  #afterCarriageReturn = false;

  /** The frames of `delta`: none, one or two. */
  push(delta: string): string {
    let text = this.#held + delta;
    this.#held = '';
    if (text === '') return '';
    if (isHighSurrogate(text.charCodeAt(text.length - 1))) {
      this.#held = text.slice(-1);
      text = text.slice(0, -1);
    }
    return this.#encode(text);
  }

  /** What is still held back when the text has ended: half a character that stayed half. */
  end(): string {
    const text = this.#held;
    this.#held = '';
    return this.#encode(text);
  }

  #encode(text: string): string {
    if (text === '') return '';
    const from = this.#afterCarriageReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#afterCarriageReturn = text.endsWith('\r');
    const lines = from.replace(/\r\n?/g, '\n');
    if (lines === '') return '';
    // The words of the end, said by the model: in two events, neither of which is the end.
    if (lines === END) return encodeSseFrame({ data: '[' }) + encodeSseFrame({ data: 'DONE]' });
    return encodeSseFrame({ data: lines });
  }
}

/** The last event of an answer that is whole. */
export const END_FRAME = encodeSseFrame({ data: END });

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
