import 'server-only';
import type { JSONValue, LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { toCompletionPrompt } from './completion-prompt.ts';
import type { CompletionRequest } from './completion-request.ts';
import { ParameterError } from './parameter-error.ts';

/** Fields that would change the answer but have no counterpart; rejecting them beats ignoring them. */
const UNSUPPORTED = ['logit_bias', 'prediction', 'web_search_options'] as const;

/**
 * Converts a chat completion request to options of the AI SDK's model interface, for a model that does not speak this API.
 * @throws ParameterError for a field without a counterpart.
 */
export function toCallOptions(
  request: CompletionRequest,
  abortSignal: AbortSignal,
): LanguageModelV4CallOptions {
  for (const name of UNSUPPORTED) {
    if (request[name] != null) throw new ParameterError(name, 'is not supported by this model.');
  }
  if (request.logprobs || request.top_logprobs) {
    throw new ParameterError(
      request.logprobs ? 'logprobs' : 'top_logprobs',
      'is not supported by this model.',
    );
  }
  const { response_format: format, tool_choice: choice, tools, stop } = request;
  return withoutAbsent({
    prompt: toCompletionPrompt(request.messages),
    abortSignal,
    temperature: request.temperature,
    topP: request.top_p,
    presencePenalty: request.presence_penalty,
    frequencyPenalty: request.frequency_penalty,
    seed: request.seed,
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens,
    stopSequences: typeof stop === 'string' ? [stop] : stop,
    reasoning: request.reasoning_effort,
    responseFormat: toResponseFormat(format),
    tools: tools?.length ? tools.map(toTool) : undefined,
    toolChoice:
      choice == null
        ? undefined
        : typeof choice === 'string'
          ? { type: choice }
          : { type: 'tool' as const, toolName: choice.function.name },
    providerOptions: { openai: toOpenAIOptions(request) },
  });
}

function toTool({ function: { name, description, parameters, strict } }: Tool): LanguageModelV4FunctionTool {
  return {
    type: 'function',
    name,
    inputSchema: parameters ?? { type: 'object', properties: {} },
    ...(description ? { description } : {}),
    ...(strict == null ? {} : { strict }),
  };
}
type Tool = NonNullable<CompletionRequest['tools']>[number];

function toResponseFormat(
  format: CompletionRequest['response_format'],
): LanguageModelV4CallOptions['responseFormat'] {
  if (format == null || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { type: 'json' };
  const { schema, name, description } = format.json_schema;
  return { type: 'json', name, ...(schema ? { schema } : {}), ...(description ? { description } : {}) };
}

/** Options specific to OpenAI; other providers ignore them. */
function toOpenAIOptions(request: CompletionRequest): Record<string, JSONValue> {
  return withoutAbsent({
    parallelToolCalls: request.parallel_tool_calls,
    user: request.user,
    metadata: request.metadata,
    // Unlike the chat completions API, the responses API stores answers by default.
    store: request.store ?? false,
    serviceTier: request.service_tier,
    promptCacheKey: request.prompt_cache_key,
    safetyIdentifier: request.safety_identifier,
    textVerbosity: request.verbosity,
    strictJsonSchema:
      request.response_format?.type === 'json_schema'
        ? request.response_format.json_schema.strict
        : undefined,
  });
}

type Present<Values> = { [Name in keyof Values]: Exclude<Values[Name], null | undefined> };

function withoutAbsent<Values extends Record<string, unknown>>(values: Values): Present<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as Present<Values>;
}
