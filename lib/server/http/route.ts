import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, isChatId } from '#lib/protocol/ids.ts';
import { createErrorResponse } from './error-response.ts';

/**
 * Wraps a route handler: a ChatError becomes its response; any other error is logged, and the client gets `internal-error`
 * without details.
 */
export function route<Context>(
  handle: (request: Request, context: Context) => Promise<Response>,
): (request: Request, context: Context) => Promise<Response> {
  return async (request, context) => {
    try {
      return await handle(request, context);
    } catch (error) {
      if (error instanceof ChatError) return createErrorResponse(error);
      console.error(
        JSON.stringify({
          event: 'fault',
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      );
      return createErrorResponse(new ChatError('internal-error', 'Something went wrong on the server.'));
    }
  };
}

/** Validates the chat id of a path. @throws ChatError `invalid-request` */
export function parseChatId(value: string): ChatId {
  if (isChatId(value)) return value;
  throw new ChatError('invalid-request', 'A chat id consists of 1–64 characters of A-Z a-z 0-9 _ -.');
}
