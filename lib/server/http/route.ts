import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, isChatId } from '#lib/protocol/ids.ts';

/**
 * A route handler whose ChatErrors become their responses. Anything else is our fault: it is logged, and the client
 * gets `internal-error` without details.
 */
export function route<Context>(
  handle: (request: Request, context: Context) => Promise<Response>,
): (request: Request, context: Context) => Promise<Response> {
  return async (request, context) => {
    try {
      return await handle(request, context);
    } catch (error) {
      if (error instanceof ChatError) return error.toResponse();
      console.error(
        JSON.stringify({
          event: 'fault',
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      );
      return new ChatError('internal-error', 'Something went wrong on the server.').toResponse();
    }
  };
}

/** The chat id of a path. @throws ChatError `invalid-request` */
export function parseChatId(value: string): ChatId {
  if (isChatId(value)) return value;
  throw new ChatError('invalid-request', 'A chat id has 1–64 of A-Z a-z 0-9 _ -.');
}

/** The `Last-Event-ID` of a request: the number of the last event its client has; 0 when it has none. */
export function parseLastEventId(request: Request): number {
  const value = request.headers.get('last-event-id');
  if (value === null || value === '') return 0;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new ChatError('invalid-request', 'Last-Event-ID must be the number of an event.');
}
