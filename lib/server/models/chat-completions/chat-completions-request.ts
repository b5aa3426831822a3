import 'server-only';
import { APICallError } from '@ai-sdk/provider';

export type ChatCompletionsEndpoint = { baseUrl: string; apiKey?: string | undefined };

const MAX_ERROR_CHARACTERS = 10_000;

/**
 * Sends a chat completion request and asks for a stream, with usage at its end.
 * @throws APICallError with status, headers and what was said, when the upstream refuses; what `fetch` throws.
 */
export async function postChatCompletion(
  { baseUrl, apiKey }: ChatCompletionsEndpoint,
  body: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const url = `${baseUrl}/chat/completions`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
    },
    body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
    cache: 'no-store',
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw await refusal(response, url);
  return response;
}

/** What a refused request says for itself, as the AI SDK's error, which carries status and headers. */
async function refusal(response: Response, url: string): Promise<APICallError> {
  const body = (await response.text()).slice(0, MAX_ERROR_CHARACTERS);
  return new APICallError({
    message: messageIn(body) ?? (response.statusText || 'no reason given'),
    url,
    requestBodyValues: {},
    statusCode: response.status,
    responseHeaders: Object.fromEntries(response.headers),
    responseBody: body,
  });
}

function messageIn(body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined; // a proxy's page: its status says enough
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const error = 'error' in value ? value.error : value;
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return undefined;
}
