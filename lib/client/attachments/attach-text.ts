import 'client-only';
import type { FileUIPart } from 'ai';
import { MAX_TEXT_FILE_BYTES } from '#lib/protocol/limits.ts';
import { AttachmentError } from './attachment-error.ts';

/**
 * Converts a text file to a message part in UTF-8.
 * @throws AttachmentError `too-large`, `empty`, or `not-text` if no known encoding fits
 */
export async function attachText(file: File): Promise<FileUIPart> {
  if (file.size > MAX_TEXT_FILE_BYTES) throw new AttachmentError('too-large', file.name);
  const text = decodeText(new Uint8Array(await file.arrayBuffer()));
  if (text === undefined) throw new AttachmentError('not-text', file.name);
  if (text.trim() === '') throw new AttachmentError('empty', file.name);
  // Always `text/plain`: models tell the kind of text from the file name, and may reject other media types.
  const url = `data:text/plain;base64,${toBase64(new TextEncoder().encode(text))}`;
  return { type: 'file', mediaType: 'text/plain', filename: file.name, url };
}

/** Returns the text of an attachment made by `attachText`, or undefined for any other. */
export function readTextAttachment({ url }: Pick<FileUIPart, 'url'>): string | undefined {
  const base64 = /^data:text\/plain;base64,(.*)$/s.exec(url)?.[1];
  if (base64 === undefined) return undefined;
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}

/** Decodes UTF-16 with a byte order mark, UTF-8 or GB18030. Returns undefined if no encoding fits or control characters occur. */
function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const utf16 =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : undefined;
  for (const encoding of utf16 ? [utf16] : ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: their presence means that the file is binary
      if (!/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffe\uffff]/.test(text)) return text;
    } catch {} // try the next encoding
  }
  return undefined;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}
