import 'server-only';
import { encodeSseFrame } from '#lib/sse/sse-encoder.ts';

const END = '[DONE]';

/**
 * Encodes the deltas of a text as SSE events whose data, concatenated, is the text. SSE data cannot contain a carriage
 * return, so CRLF and CR become LF, even when a delta ends between them. UTF-8 cannot encode half a surrogate pair, so a
 * delta that ends inside one is held back until the other half arrives.
 */
export class TextFrames {
  #held = '';
  #afterCarriageReturn = false;

  /** Encodes `delta` as zero, one or two frames. */
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

  /** Encodes an unpaired surrogate still held back when the text ends. */
  flush(): string {
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
    // Text that equals the end marker is split, so that neither event is the marker.
    if (lines === END) return encodeSseFrame({ data: '[' }) + encodeSseFrame({ data: 'DONE]' });
    return encodeSseFrame({ data: lines });
  }
}

/** The last event of a complete answer. */
export const END_FRAME = encodeSseFrame({ data: END });

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
