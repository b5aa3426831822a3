import 'server-only';
import { z } from 'zod';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { readJson } from '../http/request-body.ts';

const words = z
  .string()
  .max(1_000_000)
  .refine((text) => text.trim() !== '', 'must not be empty');

/** The body of `POST /chat/stream`. */
const bodySchema = z
  .object({ message: words.optional(), prompt: words.optional(), model: z.string().max(256).nullish() })
  .refine(({ message, prompt }) => (message === undefined) !== (prompt === undefined), {
    message: 'must have either `message` or `prompt`',
  });

export type PlainRequest = { prompt: string; model: string | undefined };

/** @throws ChatError `invalid-request` | `request-too-large` */
export async function parsePlainBody(request: Request): Promise<PlainRequest> {
  const { message, prompt, model } = await readJson(request, bodySchema);
  return { prompt: message ?? prompt ?? '', model: model ?? undefined };
}

/** @throws ChatError `invalid-request` */
export function parsePlainQuery(url: string): PlainRequest {
  const query = new URL(url).searchParams;
  const prompt = words.safeParse(query.get('prompt') ?? query.get('message'));
  if (!prompt.success)
    throw new ChatError('invalid-request', 'Ask with `?prompt=`, which must not be empty.');
  return { prompt: prompt.data, model: query.get('model') || undefined };
}
