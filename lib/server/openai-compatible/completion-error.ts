import 'server-only';
import { APICallError } from '@ai-sdk/provider';
import { z } from 'zod';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { ERROR_STATUS } from '#lib/protocol/error-code.ts';
import type { RouteOptions } from '../http/route.ts';
import { redactSecrets } from '../platform/redaction.ts';
import { ParameterError } from './parameter-error.ts';

/** An error object of the OpenAI API. `code` is the upstream's if it sent one, otherwise an `ErrorCode`. */
export type CompletionError = {
  error: { message: string; type: string; param: string | null; code: string };
};

const MAX_FIELD_LENGTH = 200;

/** Converts `error` to an error object of the OpenAI API, without secrets. */
export function describeError(error: ChatError): CompletionError {
  const upstream = getUpstreamFields(error);
  const param = upstream.param ?? getParameter(error);
  return {
    error: {
      message: error.message,
      type: upstream.type ?? getErrorType(getStatus(error)),
      param: param === undefined ? null : redactSecrets(param, MAX_FIELD_LENGTH),
      code: upstream.code ?? error.code,
    },
  };
}

/** The response for an error before the stream starts, with the upstream's status if the upstream sent one. */
export function createErrorResponse(error: ChatError): Response {
  const headers = new Headers({ 'cache-control': 'no-store' });
  const retryAfter = error.retryAfterSeconds ?? getUpstreamRefusal(error)?.responseHeaders?.['retry-after'];
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
  return Response.json(describeError(error), { status: getStatus(error), headers });
}

/** How the routes of this endpoint differ from others: their errors are error objects of the OpenAI API. */
export const COMPLETION_ROUTE: RouteOptions = { isShared: true, respondWithError: createErrorResponse };

function getUpstreamRefusal({ cause }: ChatError): APICallError | undefined {
  return APICallError.isInstance(cause) && cause.statusCode !== undefined && cause.statusCode >= 400
    ? cause
    : undefined;
}

function getStatus(error: ChatError): number {
  if (error instanceof UnknownModelError) return 404;
  return getUpstreamRefusal(error)?.statusCode ?? ERROR_STATUS[error.code];
}

/** The requested model does not exist. The OpenAI API has a status (404) and a code for this case. */
export class UnknownModelError extends ParameterError {}

function getParameter(error: ChatError): string | undefined {
  if (error instanceof ParameterError) return error.parameter;
  if (error.cause instanceof z.ZodError) return error.cause.issues[0]?.path.join('.') || undefined;
  return undefined;
}

const upstreamFieldsSchema = z.object({
  type: z.string().nullish().catch(undefined),
  param: z.string().nullish().catch(undefined),
  code: z.union([z.string(), z.number()]).nullish().catch(undefined),
});

/** Type, parameter and code that the upstream sent: in its error response, or in an error event of its stream. */
function getUpstreamFields(error: ChatError): { type?: string; param?: string; code?: string } {
  if (error instanceof UnknownModelError) return { code: 'model_not_found' };
  const refusal = getUpstreamRefusal(error);
  const event = error.cause instanceof Error ? error.cause.cause : undefined;
  const parsed = upstreamFieldsSchema.safeParse(refusal ? parseError(refusal.responseBody) : event);
  if (!parsed.success) return {};
  const { type, param, code } = parsed.data;
  return {
    ...(type ? { type: redactSecrets(type, MAX_FIELD_LENGTH) } : {}),
    ...(param ? { param } : {}),
    ...(code ? { code: redactSecrets(String(code), MAX_FIELD_LENGTH) } : {}),
  };
}

function parseError(body: string | undefined): unknown {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return typeof value === 'object' && value !== null && 'error' in value ? value.error : value;
  } catch {
    return undefined; // an error page of a proxy
  }
}

function getErrorType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
