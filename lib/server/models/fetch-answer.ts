import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { metrics } from '../observability/metrics.ts';
import { createWebPageError } from './answer-body.ts';

export type Fetch = typeof globalThis.fetch;

/**
 * Sends a request for an answer. Follows no redirect: `fetch` would repeat the POST as a GET, or send the chat to a server that
 * nobody configured.
 * @throws ChatError `upstream-error` for a redirect or a web page; any error of `fetch`.
 */
export async function fetchAnswer(
  input: Parameters<Fetch>[0],
  init?: RequestInit,
  send: Fetch = fetch,
): Promise<Response> {
  const count = (status: string) => metrics().upstreamRequests.add(1, { status });
  const response = await send(input, { ...init, redirect: 'manual' }).catch((error: unknown) => {
    count(init?.signal?.aborted ? 'aborted' : 'none');
    throw error;
  });
  count(String(response.status));
  const error = findFailure(response);
  if (error === undefined) return response;
  void response.body?.cancel().catch(() => undefined); // the connection may be lost already
  throw error;
}

function findFailure(response: Response): ChatError | undefined {
  if (response.status >= 300 && response.status < 400) return createRedirectError(response);
  const contentType = response.headers.get('content-type');
  return response.ok && /^(text\/html|application\/xhtml)/i.test(contentType ?? '')
    ? createWebPageError(contentType)
    : undefined;
}

/** Names the origin only: the rest of the address may contain a token. */
function createRedirectError({ headers, url }: Response): ChatError {
  const location = headers.get('location');
  const base = url || undefined;
  const target = location && URL.canParse(location, base) ? ` to ${new URL(location, base).origin}` : '';
  return new ChatError(
    'upstream-error',
    `The model's server redirected the request${target} instead of answering it. Check the base URL.`,
  );
}
