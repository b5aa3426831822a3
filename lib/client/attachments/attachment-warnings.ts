import 'client-only';
import { MAX_BODY_BYTES } from '#lib/protocol/limits.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** What stands in the way of a question, before it is sent. `filename`: of the part that is meant. */
export type AttachmentWarning =
  | { code: 'no-images' | 'file-kind'; filename: string }
  | { code: 'too-large'; bytes: number; most: number };

/** What else is in a request: settings, ids, the names of fields. */
const ENVELOPE_BYTES = 4_096;

/** What the chosen model cannot take of these parts. */
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
 * Whether a question fits into one request. What was said before it makes room, from the beginning of the chat on.
 * @param instructions the system prompt that goes with it
 */
export function findSizeWarnings(question: ChatMessage, instructions = ''): AttachmentWarning[] {
  const bytes =
    utf8Length(JSON.stringify(question)) + utf8Length(JSON.stringify(instructions)) + ENVELOPE_BYTES;
  return bytes > MAX_BODY_BYTES ? [{ code: 'too-large', bytes, most: MAX_BODY_BYTES }] : [];
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
