import { z } from 'zod';
import { listOf } from './fail-fast-schema.ts';
import { isRunId } from './ids.ts';
import { MAX_MESSAGES, MAX_PARTS } from './limits.ts';
import { messageSchema } from './message-schema.ts';

export const runSettingsSchema = z.strictObject({
  instructions: z.string().max(200_000).optional(),
  temperature: z.number().min(0).max(2).optional(),
  maxOutputTokens: z.int().min(1).max(1_000_000).optional(),
  reasoningEffort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
  tools: listOf(z.string().max(128), { max: 128 }).optional(),
  /** Limit of model requests in one answer. Each round of tool calls takes one more. */
  maxSteps: z.int().min(1).max(64).optional(),
});

/**
 * The body of `POST /api/chats/:chatId/run`. Accepts the body of the AI SDK's `DefaultChatTransport` unchanged (`id`,
 * `messages`, `trigger`, `messageId`). `null` counts as absent.
 */
export const startRunSchema = z.object({
  id: z.string().nullish(),
  runId: z.string().refine(isRunId, 'must be 1–64 of A-Z a-z 0-9 _ -').nullish(),
  messages: listOf(messageSchema, {
    min: 1,
    max: MAX_MESSAGES,
    nested: { field: 'parts', max: MAX_PARTS },
  }),
  model: z.string().max(256).nullish(),
  trigger: z.enum(['submit-message', 'regenerate-message', 'continue-message']).nullish(),
  messageId: z.string().max(256).nullish(),
  settings: runSettingsSchema.nullish(),
  /** Present when nobody has asked to continue the answer, which then stays within the limits of one run. */
  autoContinued: z.object({ count: z.int().min(1) }).nullish(),
});

export type StartRun = z.infer<typeof startRunSchema>;
export type RunSettings = z.infer<typeof runSettingsSchema>;
