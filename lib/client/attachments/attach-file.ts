import 'client-only';
import type { FileUIPart } from 'ai';
import { attachImage } from './attach-image.ts';
import { attachText } from './attach-text.ts';

/**
 * Converts a file to a message part: an image resized for models, or text.
 * @throws AttachmentError; the signal's reason if it is aborted
 */
export async function attachFile(file: File, signal: AbortSignal): Promise<FileUIPart> {
  signal.throwIfAborted();
  const part = file.type.startsWith('image/') ? await attachImage(file) : await attachText(file);
  signal.throwIfAborted();
  return part;
}
