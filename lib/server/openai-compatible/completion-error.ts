import 'server-only';
import { APICallError } from '@ai-sdk/provider';
import { z } from 'zod';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { redactSecrets } from '../platform/redaction.ts';
import { ParameterError } from './parameter-error.ts';

/** The OpenAI API's form of an error. `code` is the upstream's own where it gave one, else ours. */
export type CompletionError = {
  error: { message: string; type: string; param: string | null; code: string };
};

const MAX_FIELD = 200;

/** `error` in the form that clients of the OpenAI API read, cleaned of secrets. */
export function describeError(error: ChatError): CompletionError {
  const said = upstreamWords(error);
  const param = said.param ?? parameterOf(error);
  return {
    error: {
      message: error.message,
      type: said.type ?? typeOf(statusOf(error)),
      param: param === undefined ? null : redactSecrets(param, MAX_FIELD),
      code: said.code ?? error.code,
    },
  };
}

/** The response that says `error` before a stream: with the upstream's own status, where it refused the request. */
export function createErrorResponse(error: ChatError): Response {
  const headers = new Headers({ 'cache-control': 'no-store' });
  const retryAfter = error.retryAfterSeconds ?? upstreamRefusal(error)?.responseHeaders?.['retry-after'];
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
  return Response.json(describeError(error), { status: statusOf(error), headers });
}

/** A route handler whose errors are told as the OpenAI API tells them. What is our fault is logged, without details. */
export function createCompletionRoute<Context>(
  handle: (request: Request, context: Context) => Promise<Response>,
): (request: Request, context: Context) => Promise<Response> {
  return async (request, context) => {
    try {
      return await handle(request, context);
    } catch (error) {
      if (error instanceof ChatError) return createErrorResponse(error);
      // Nobody is there to read it.
      if (request.signal.aborted) return new Response(null, { status: 499 });
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.error(JSON.stringify({ event: 'fault', error: words }));
      return createErrorResponse(new ChatError('internal-error', 'Something went wrong on the server.'));
    }
  };
}

function upstreamRefusal({ cause }: ChatError): APICallError | undefined {
  return APICallError.isInstance(cause) && cause.statusCode !== undefined && cause.statusCode >= 400
    ? cause
    : undefined;
}

function statusOf(error: ChatError): number {
  if (error instanceof UnknownModelError) return 404;
  return upstreamRefusal(error)?.statusCode ?? error.status;
}

/** A model that nobody offers: the API reference has a status and a code of its own for it. */
export class UnknownModelError extends ParameterError {}

function parameterOf(error: ChatError): string | undefined {
  if (error instanceof ParameterError) return error.parameter;
  if (error.cause instanceof z.ZodError) return error.cause.issues[0]?.path.join('.') || undefined;
  return undefined;
}

const wordsSchema = z.object({
  type: z.string().nullish().catch(undefined),
  param: z.string().nullish().catch(undefined),
  code: z.union([z.string(), z.number()]).nullish().catch(undefined),
});

/** Type, parameter and code as the upstream named them: before the stream in its refusal, later in its event. */
function upstreamWords(error: ChatError): { type?: string; param?: string; code?: string } {
  if (error instanceof UnknownModelError) return { code: 'model_not_found' };
  const refused = upstreamRefusal(error);
  const event = error.cause instanceof Error ? error.cause.cause : undefined;
  const parsed = wordsSchema.safeParse(refused ? errorIn(refused.responseBody) : event);
  if (!parsed.success) return {};
  const { type, param, code } = parsed.data;
  return {
    ...(type ? { type: redactSecrets(type, MAX_FIELD) } : {}),
    ...(param ? { param } : {}),
    ...(code ? { code: redactSecrets(String(code), MAX_FIELD) } : {}),
  };
}

function errorIn(body: string | undefined): unknown {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return typeof value === 'object' && value !== null && 'error' in value ? value.error : value;
  } catch {
    return undefined; // a proxy's page
  }
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
