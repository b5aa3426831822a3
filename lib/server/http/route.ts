import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, isChatId } from '#lib/protocol/ids.ts';
import { RequestObservation } from '../observability/request-observation.ts';
import { type Caller, identifyCaller } from './caller.ts';
import { createErrorResponse } from './error-response.ts';
import { requireAllowedHost } from './host.ts';
import { createPreflightResponse, getCorsHeaders, requireSameOrigin } from './same-origin.ts';

type RouteHandler<Context> = (request: Request, context: Context) => Promise<Response>;

export type RouteOptions = {
  /** The request does not concern a run: see `identifyCaller`. */
  isVisit?: boolean;
  /** The endpoint is for programs, and for pages of CORS_ORIGINS. */
  isShared?: boolean;
  respondWithError?: (error: ChatError) => Response;
};

/** As `openRoute`, for callers who have access. */
export function route<Context>(
  handle: (request: Request, context: Context, caller: Caller) => Promise<Response>,
  options: RouteOptions = {},
): RouteHandler<Context> {
  return openRoute(
    async (request, context) => handle(request, context, await identifyCaller(request, options)),
    options,
  );
}

/**
 * Wraps a route handler. A request by a name that is not this server's, or from a page of another site, is refused before it sets a
 * cookie. A ChatError becomes its response; any other error is logged, and the client gets `internal-error` without details.
 */
export function openRoute<Context>(
  handle: RouteHandler<Context>,
  { isShared = false, respondWithError = createErrorResponse }: RouteOptions = {},
): RouteHandler<Context> {
  return async (request, context) => {
    const observed = new RequestObservation(request);
    const corsHeaders = isShared ? getCorsHeaders(request) : undefined;
    const response = await answer(request, corsHeaders, () => handle(request, context)).catch(
      (cause: unknown) => {
        const error = toChatError(cause, request);
        observed.refused(error);
        return respondWithError(error);
      },
    );
    for (const [name, value] of Object.entries(corsHeaders ?? {})) response.headers.set(name, value);
    observed.end(response);
    return response;
  };
}

/** Creates the handler of OPTIONS for an endpoint, with the same options as its other methods. */
export function optionsRoute(allow: string, options: RouteOptions = {}): RouteHandler<unknown> {
  return route(async () => new Response(null, { status: 204, headers: { allow } }), options);
}

async function answer(
  request: Request,
  corsHeaders: Record<string, string> | undefined,
  handle: () => Promise<Response>,
): Promise<Response> {
  if (corsHeaders === undefined) requireSameOrigin(request);
  else if (request.method === 'OPTIONS') return createPreflightResponse(request);
  requireAllowedHost(request);
  return handle();
}

function toChatError(error: unknown, { signal }: Request): ChatError {
  if (error instanceof ChatError) return error;
  if (!signal.aborted) {
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.error(JSON.stringify({ event: 'fault', error: details }));
  }
  return new ChatError('internal-error', 'Something went wrong on the server.');
}

/** Validates the chat id of a path. @throws ChatError `invalid-request` */
export function parseChatId(value: string): ChatId {
  if (isChatId(value)) return value;
  throw new ChatError('invalid-request', 'A chat id consists of 1–64 characters of A-Z a-z 0-9 _ -.');
}
