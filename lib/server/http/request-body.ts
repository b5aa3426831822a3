import 'server-only';
import type { z } from 'zod';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { MAX_BODY_BYTES } from '#lib/protocol/limits.ts';
import { findExceededLimit } from './json-limits.ts';

/** A message that names fields of the body must not repeat megabytes of it. */
const MAX_MESSAGE = 300;

/**
 * Refuses a body that is not declared as JSON: an HTML form cannot declare it, so no page of another site can send one
 * without a CORS permission.
 * @throws ChatError `unsupported-media-type`
 */
export function requireJson(request: Request): void {
  if (/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) return;
  throw new ChatError('unsupported-media-type', 'Send the body as `content-type: application/json`.');
}

/**
 * The JSON body of `request`, checked against `schema`. Bytes are counted while they are read, so that a body past the
 * limit is refused before it fills the memory, whatever its `content-length` says.
 * @throws ChatError `request-too-large` | `invalid-request`, with a sentence that names the first field at fault.
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  maxBytes = MAX_BODY_BYTES,
): Promise<z.infer<Schema>> {
  const text = await readText(request, maxBytes);
  const limit = findExceededLimit(text);
  if (limit !== undefined) throw new ChatError('invalid-request', `The body ${limit}.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ChatError('invalid-request', 'The body is not valid JSON.', { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? `\`${issue.path.join('.')}\`: ` : '';
  const message = `The body does not fit. ${where}${issue?.message ?? 'unknown fault'}`;
  throw new ChatError('invalid-request', cutOff(message), { cause: parsed.error });
}

function cutOff(message: string): string {
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = () =>
    new ChatError('request-too-large', `The body is over ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge();
  if (request.body === null) return '';
  const reader = request.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new ChatError('invalid-request', 'The body broke off.', { cause });
    });
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}
