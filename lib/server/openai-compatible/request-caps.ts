import 'server-only';
import { environment } from '../platform/environment.ts';
import type { CompletionRequest } from './completion-request.ts';
import { ParameterError } from './parameter-error.ts';

/** An operator cannot exclude what makes a request, and what makes it cheaper. The page's requests for titles have no other fields. */
const ALWAYS = ['messages', 'model', 'stream', 'stream_options', 'max_tokens', 'max_completion_tokens'];

/**
 * The fields of the API reference, without those that cost extra (`service_tier`, `web_search_options`), and what other servers add to
 * sample and to reason. Fields that choose other models, load files or run templates are not among them; vLLM's `chat_template_kwargs`
 * could hold a template.
 */
const DEFAULT_FIELDS = [
  'n temperature top_p presence_penalty frequency_penalty stop seed response_format',
  'tools tool_choice parallel_tool_calls reasoning_effort verbosity logprobs top_logprobs logit_bias user metadata store',
  'prompt_cache_key prompt_cache_retention safety_identifier prediction modalities audio functions function_call',
  'top_k min_p top_a typical_p repetition_penalty length_penalty reasoning include_reasoning thinking enable_thinking',
  'thinking_budget reasoning_format reasoning_split',
].flatMap((names) => names.split(' '));

/**
 * Checks that the operator lets callers set every field of `request`. Like the OpenAI API, it refuses the others instead of ignoring
 * them: an answer that ignores a field would look right.
 * @throws ParameterError
 */
export function checkFields(request: CompletionRequest): void {
  const allowed = environment().v1Fields ?? DEFAULT_FIELDS;
  if (allowed.includes('*')) return;
  for (const [name, value] of Object.entries(request)) {
    if (value != null && !ALWAYS.includes(name) && !allowed.includes(name)) {
      throw new ParameterError(name.slice(0, 80), 'is not a field that this server passes on (V1_FIELDS).');
    }
  }
}

/**
 * Returns `request` with at most the operator's MAX_OUTPUT_TOKENS.
 * @param provider OpenAI and Azure take one of the two fields, for newer models only `max_completion_tokens`. Other servers know
 *   `max_tokens`, and some ignore the other.
 */
export function capOutputTokens(request: CompletionRequest, provider: string): CompletionRequest {
  const { maxOutputTokens } = environment();
  if (maxOutputTokens === undefined) return request;
  const { max_tokens, max_completion_tokens } = request;
  const asked = Math.min(max_tokens ?? Infinity, max_completion_tokens ?? Infinity);
  const most = Math.min(asked, maxOutputTokens);
  const names = /^openai$|\.azure\.com$/.test(provider)
    ? [max_tokens == null ? 'max_completion_tokens' : 'max_tokens']
    : ['max_tokens', ...(max_completion_tokens == null ? [] : ['max_completion_tokens'])];
  return { ...request, ...Object.fromEntries(names.map((name) => [name, most])) };
}
