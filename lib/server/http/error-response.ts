import 'server-only';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { ERROR_STATUS } from '#lib/protocol/error-code.ts';

/** Creates the response for an error before a stream: `{"error":{"code","message"}}`. */
export function createErrorResponse({ code, message, retryAfterSeconds, runId }: ChatError): Response {
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  if (runId !== undefined) headers.set('x-run-id', runId);
  return Response.json({ error: { code, message } }, { status: ERROR_STATUS[code], headers });
}
