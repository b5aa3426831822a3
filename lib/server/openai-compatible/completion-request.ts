import 'server-only';
import { z } from 'zod';
import { listOf, recordOf, selectSchema } from '#lib/protocol/fail-fast-schema.ts';
import { MAX_PARTS } from '#lib/protocol/limits.ts';

const unsupported = (reason: string) => z.null(reason).optional();

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() });
const userPart = z.discriminatedUnion('type', [
  textPart,
  z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string().min(1) }) }),
  z.looseObject({
    type: z.literal('input_audio'),
    input_audio: z.looseObject({ data: z.string(), format: z.string() }),
  }),
  z.looseObject({
    type: z.literal('file'),
    file: z.looseObject({
      file_data: z.string().nullish(),
      file_id: z.string().nullish(),
      filename: z.string().nullish(),
    }),
  }),
]);
const refusalPart = z.looseObject({ type: z.literal('refusal'), refusal: z.string() });
/** Parts that reasoning models wrote, such as Mistral's `thinking`, are sent back unchanged. */
const otherPart = z.looseObject({ type: z.string() });
const assistantPart = selectSchema((part) => {
  const type = typeof part === 'object' && part !== null && 'type' in part ? part.type : undefined;
  if (type === 'text') return textPart;
  return type === 'refusal' ? refusalPart : otherPart;
});
const toolCall = z.looseObject({
  id: z.string(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

const string = z.string();
/** A string, or a value that matches `other`. */
const stringOr = <Other extends z.ZodType>(other: Other) =>
  selectSchema((value) => (typeof value === 'string' ? string : other));

const textContent = stringOr(listOf(textPart, { min: 1, max: MAX_PARTS }));

export const completionMessageSchema = z.discriminatedUnion(
  'role',
  [
    z.looseObject({ role: z.literal(['system', 'developer']), content: textContent }),
    z.looseObject({
      role: z.literal('user'),
      content: stringOr(listOf(userPart, { min: 1, max: MAX_PARTS })),
    }),
    z.looseObject({
      role: z.literal('assistant'),
      content: stringOr(listOf(assistantPart, { max: MAX_PARTS })).nullish(),
      refusal: z.string().nullish(),
      tool_calls: listOf(toolCall, { max: MAX_PARTS }).nullish(),
    }),
    z.looseObject({ role: z.literal('tool'), tool_call_id: z.string(), content: textContent }),
  ],
  '`role` must be system, developer, user, assistant or tool',
);

const functionTool = z.looseObject({
  type: z.literal('function', 'only tools of type `function` are supported'),
  function: z.looseObject({
    name: z.string().min(1).max(128),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
});

/**
 * The body of `POST /v1/chat/completions`; see the OpenAI API reference, "Create chat completion". `null` counts as absent.
 * Other fields are forwarded to servers that speak this API.
 */
export const completionRequestSchema = z.looseObject({
  messages: listOf(completionMessageSchema, {
    min: 1,
    max: MAX_PARTS,
    nested: { field: 'content', max: MAX_PARTS },
  }),
  model: z.string().max(256).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.literal(1, 'must be 1; only one choice per request is supported').nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  stop: stringOr(listOf(string, { max: 128 })).nullish(),
  seed: z.int().nullish(),
  response_format: z
    .discriminatedUnion('type', [
      z.looseObject({ type: z.literal('text') }),
      z.looseObject({ type: z.literal('json_object') }),
      z.looseObject({
        type: z.literal('json_schema'),
        json_schema: z.looseObject({
          name: z.string(),
          description: z.string().nullish(),
          schema: z.record(z.string(), z.unknown()).nullish(),
          strict: z.boolean().nullish(),
        }),
      }),
    ])
    .nullish(),
  tools: listOf(functionTool, { max: 128 }).nullish(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
    ])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullish(),
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  logit_bias: recordOf(z.number()).nullish(),
  user: z.string().nullish(),
  metadata: recordOf(string).nullish(),
  store: z.boolean().nullish(),
  service_tier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  safety_identifier: z.string().nullish(),
  prediction: z.looseObject({}).nullish(),
  web_search_options: z.looseObject({}).nullish(),
  modalities: listOf(z.literal('text', 'only `text` is supported'), { max: 8 }).nullish(),
  audio: unsupported('audio output is not supported'),
  functions: unsupported('is deprecated; use `tools`'),
  function_call: unsupported('is deprecated; use `tool_choice`'),
});

export type CompletionRequest = z.infer<typeof completionRequestSchema>;
export type CompletionMessage = z.infer<typeof completionMessageSchema>;
