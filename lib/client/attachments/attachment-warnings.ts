import 'client-only';
import { MAX_BODY_BYTES } from '#lib/protocol/limits.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** A reason why the model or the server would reject the attachments. Shown before the question is sent. */
export type AttachmentWarning =
  | { code: 'no-images' | 'file-kind'; filename: string }
  | { code: 'too-large'; bytes: number; maxBytes: number };

/** Allowance for the rest of the request: settings, ids, field names. */
const ENVELOPE_BYTES = 4_096;

/** Returns a warning for each file that the model does not support. */
export function findModelWarnings(
  model: Pick<ModelInfo, 'can'>,
  parts: ChatMessage['parts'],
): AttachmentWarning[] {
  return parts.flatMap((part): AttachmentWarning[] => {
    if (part.type !== 'file') return [];
    const filename = part.filename ?? part.mediaType;
    if (part.mediaType.startsWith('image/')) return model.can.images ? [] : [{ code: 'no-images', filename }];
    return part.mediaType.startsWith('text/') ? [] : [{ code: 'file-kind', filename }];
  });
}

/**
 * Returns a warning if the question alone exceeds the size limit of a request. Earlier messages do not count, because the
 * oldest ones are dropped to make room.
 * @param instructions the system prompt
 */
export function findSizeWarnings(question: ChatMessage, instructions = ''): AttachmentWarning[] {
  const bytes =
    countUtf8Bytes(JSON.stringify(question)) + countUtf8Bytes(JSON.stringify(instructions)) + ENVELOPE_BYTES;
  return bytes > MAX_BODY_BYTES ? [{ code: 'too-large', bytes, maxBytes: MAX_BODY_BYTES }] : [];
}

function countUtf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
