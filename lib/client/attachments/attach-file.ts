import 'client-only';
import type { FileUIPart } from 'ai';
import { attachImage } from './attach-image.ts';
import { attachText } from './attach-text.ts';

/**
 * A file that was pasted, dropped or chosen, as a part of a message: a picture made small enough for models, or text.
 * @throws AttachmentError, or the signal's reason when it is aborted
 */
export async function attachFile(file: File, signal: AbortSignal): Promise<FileUIPart> {
  signal.throwIfAborted();
  const part = file.type.startsWith('image/') ? await attachImage(file) : await attachText(file);
  signal.throwIfAborted();
  return part;
}
