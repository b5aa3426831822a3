import 'server-only';
import { z } from 'zod';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { readJson } from '../http/request-body.ts';

const promptSchema = z
  .string()
  .max(1_000_000)
  .refine((text) => text.trim() !== '', 'must not be empty');

/** The body of `POST /chat/stream`. */
const bodySchema = z
  .object({
    message: promptSchema.optional(),
    prompt: promptSchema.optional(),
    model: z.string().max(256).nullish(),
  })
  .refine(({ message, prompt }) => (message === undefined) !== (prompt === undefined), {
    message: 'must contain either `message` or `prompt`',
  });

export type TextStreamRequest = { prompt: string; model: string | undefined };

/** @throws ChatError `invalid-request` | `request-too-large` */
export async function parseTextStreamBody(request: Request): Promise<TextStreamRequest> {
  const { message, prompt, model } = await readJson(request, bodySchema);
  return { prompt: message ?? prompt ?? '', model: model ?? undefined };
}

/** @throws ChatError `invalid-request` */
export function parseTextStreamQuery(url: string): TextStreamRequest {
  const query = new URL(url).searchParams;
  const prompt = promptSchema.safeParse(query.get('prompt') ?? query.get('message'));
  if (!prompt.success) {
    throw new ChatError('invalid-request', 'The query parameter `prompt` is missing or empty.');
  }
  return { prompt: prompt.data, model: query.get('model') || undefined };
}
