import 'server-only';
import { APICallError } from '@ai-sdk/provider';
import { type Fetch, fetchAnswer } from '../fetch-answer.ts';

export type ChatCompletionsEndpoint = { baseUrl: string; apiKey?: string | undefined; fetch?: Fetch };

const MAX_ERROR_CHARACTERS = 10_000;

/**
 * Sends a chat completion request for a stream that ends with the usage.
 * @throws APICallError with status, headers and body when the upstream rejects the request, without a status when it cannot be
 *   reached; ChatError as `fetchAnswer` does.
 */
export async function postChatCompletion(
  { baseUrl, apiKey, fetch: send }: ChatCompletionsEndpoint,
  body: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const url = `${baseUrl}/chat/completions`;
  const init: RequestInit = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
    },
    body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
    cache: 'no-store',
    ...(signal ? { signal } : {}),
  };
  const response = await fetchAnswer(url, init, send).catch((cause: unknown) => {
    // `fetch` throws a TypeError without the address when there is no connection.
    throw cause instanceof TypeError ? createConnectError(cause, url) : cause;
  });
  if (!response.ok) throw await createCallError(response, url);
  return response;
}

/** Creates the AI SDK's error for a request without a response. */
function createConnectError(cause: TypeError, url: string): APICallError {
  return new APICallError({ message: cause.message, url, requestBodyValues: {}, cause });
}

/** Creates the AI SDK's error for a rejected request. */
async function createCallError(response: Response, url: string): Promise<APICallError> {
  const body = (await response.text()).slice(0, MAX_ERROR_CHARACTERS);
  return new APICallError({
    message: findMessage(body) ?? (response.statusText || 'no reason given'),
    url,
    requestBodyValues: {},
    statusCode: response.status,
    responseHeaders: Object.fromEntries(response.headers),
    responseBody: body,
  });
}

function findMessage(body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined; // an HTML page from a proxy: the status is enough
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const error = 'error' in value ? value.error : value;
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return undefined;
}
