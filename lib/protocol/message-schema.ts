import { z } from 'zod';
import { listOf, selectSchema } from './fail-fast-schema.ts';
import { MAX_PARTS } from './limits.ts';

/**
 * The AI SDK's `UIMessage` in a request: a role and parts. Parts of unknown types pass unvalidated, so that a chat written by
 * a newer client still works.
 */
const textPart = z.looseObject({ type: z.literal('text'), text: z.string() });
const reasoningPart = z.looseObject({ type: z.literal('reasoning'), text: z.string() });
const filePart = z.looseObject({
  type: z.literal('file'),
  mediaType: z.string().max(127),
  url: z.string(),
  filename: z.string().optional(),
});
const toolPart = z.looseObject({
  type: z.templateLiteral(['tool-', z.string()]).or(z.literal('dynamic-tool')),
  toolCallId: z.string(),
  toolName: z.string().optional(),
  state: z.enum([
    'input-streaming',
    'input-available',
    'approval-requested',
    'approval-responded',
    'output-available',
    'output-error',
    'output-denied',
  ]),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  errorText: z.string().optional(),
  approval: z
    .looseObject({
      id: z.string().max(256),
      approved: z.boolean().optional(),
      reason: z.string().max(10_000).optional(),
      /** The server's signature from `tool-approval-request`. */
      signature: z.string().max(256).optional(),
    })
    .optional(),
});
const otherPart = z.looseObject({ type: z.string() });

function schemaOfPart(part: unknown) {
  const type = typeof part === 'object' && part !== null && 'type' in part ? part.type : undefined;
  switch (type) {
    case 'text':
      return textPart;
    case 'reasoning':
      return reasoningPart;
    case 'file':
      return filePart;
    case 'dynamic-tool':
      return toolPart;
    default:
      return typeof type === 'string' && type.startsWith('tool-') ? toolPart : otherPart;
  }
}

export const messagePartSchema = selectSchema(schemaOfPart);

export const messageSchema = z.looseObject({
  id: z.string().max(256),
  role: z.enum(['system', 'user', 'assistant']),
  parts: listOf(messagePartSchema, { max: MAX_PARTS }),
});

export type RequestMessage = z.infer<typeof messageSchema>;
export type RequestPart = z.infer<typeof messagePartSchema>;
export type ToolPart = z.infer<typeof toolPart>;
export type FilePart = z.infer<typeof filePart>;
