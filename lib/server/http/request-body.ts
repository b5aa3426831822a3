import 'server-only';
import type { z } from 'zod';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { MAX_BODY_BYTES } from '#lib/protocol/limits.ts';
import { MemoryClaim } from '../limits/held-memory.ts';
import { findExceededLimit } from './json-limits.ts';

/** Limits error messages, because a field name in the body may be megabytes long. */
const MAX_MESSAGE_LENGTH = 300;

/**
 * Requires the content type of JSON. HTML forms cannot send it, so a page of another site would need CORS permission.
 * @throws ChatError `unsupported-media-type`
 */
export function requireJson(request: Request): void {
  if (/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) return;
  throw new ChatError('unsupported-media-type', 'The content type must be application/json.');
}

/**
 * Reads the JSON body of `request` and validates it against `schema`. Counts bytes while reading, so that a body over the
 * limit is rejected before it fills the memory, whatever its `content-length`; so are bodies that together exceed what this
 * process holds.
 * @throws ChatError `request-too-large` | `rate-limited` | `invalid-request`, whose message names the first invalid field.
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  maxBytes = MAX_BODY_BYTES,
): Promise<z.infer<Schema>> {
  const memory = new MemoryClaim();
  try {
    return parseJson(await readText(request, maxBytes, memory), schema);
  } finally {
    memory.release();
  }
}

/**
 * Reads the fields of a form without files.
 * @throws ChatError `request-too-large` | `rate-limited` | `invalid-request`
 */
export async function readForm(request: Request, maxBytes: number): Promise<URLSearchParams> {
  const memory = new MemoryClaim();
  try {
    return new URLSearchParams(await readText(request, maxBytes, memory));
  } finally {
    memory.release();
  }
}

export function createTooLargeError(maxBytes: number): ChatError {
  return new ChatError(
    'request-too-large',
    `The body is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB.`,
  );
}

function parseJson<Schema extends z.ZodType>(text: string, schema: Schema): z.infer<Schema> {
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
  const message = `Invalid request body. ${where}${issue?.message ?? 'unknown error'}`;
  throw new ChatError('invalid-request', truncate(message), { cause: parsed.error });
}

function truncate(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
}

async function readText(request: Request, maxBytes: number, memory: MemoryClaim): Promise<string> {
  if (Number(request.headers.get('content-length')) > maxBytes) throw createTooLargeError(maxBytes);
  if (request.body === null) return '';
  const reader = request.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new ChatError('invalid-request', 'The body is incomplete.', { cause });
    });
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      // Next tees the body: this settles when the other branch is cancelled too, which Next does after the response.
      void reader.cancel();
      throw createTooLargeError(maxBytes);
    }
    memory.grow(value.byteLength);
    text += decoder.decode(value, { stream: true });
  }
}
