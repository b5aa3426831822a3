import 'server-only';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { ERROR_STATUS } from '#lib/protocol/error-code.ts';

/** Creates the response for an error before a stream: `{"error":{"code","message"}}`, with what is known of an upstream's failure. */
export function createErrorResponse(error: ChatError): Response {
  const { code, message, retryAfterSeconds, runId, upstream } = error;
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  if (runId !== undefined) headers.set('x-run-id', runId);
  return Response.json({ error: { code, message, ...upstream } }, { status: ERROR_STATUS[code], headers });
}
