import 'client-only';
import type { FileUIPart } from 'ai';
import { AttachmentError } from './attachment-error.ts';

const MAX_TEXT_BYTES = 1024 * 1024;

/**
 * A text file as a part of a message, in UTF-8 whatever it was in.
 * @throws AttachmentError `too-large`, `empty`, or `not-text` for what no known encoding makes text of
 */
export async function attachText(file: File): Promise<FileUIPart> {
  if (file.size > MAX_TEXT_BYTES) throw new AttachmentError('too-large', file.name);
  const text = decodeText(new Uint8Array(await file.arrayBuffer()));
  if (text === undefined) throw new AttachmentError('not-text', file.name);
  if (text.trim() === '') throw new AttachmentError('empty', file.name);
  // Models know kinds of text by the name of the file; a media type of its own they may refuse.
  const url = `data:text/plain;base64,${toBase64(new TextEncoder().encode(text))}`;
  return { type: 'file', mediaType: 'text/plain', filename: file.name, url };
}

/** The text of an attachment that `attachText` made; undefined for any other. */
export function readTextAttachment({ url }: Pick<FileUIPart, 'url'>): string | undefined {
  const base64 = /^data:text\/plain;base64,(.*)$/s.exec(url)?.[1];
  if (base64 === undefined) return undefined;
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}

/** UTF-8, or UTF-16 where a mark says so, or GB18030, in which much Chinese text still is. No control characters. */
function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const marked =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : undefined;
  for (const encoding of marked ? [marked] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what holds these is no text
      if (!/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffe\uffff]/.test(text)) return text;
    } catch {} // not in this encoding
  }
  return undefined;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}
