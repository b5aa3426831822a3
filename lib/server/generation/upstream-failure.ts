import 'server-only';
import {
  APICallError,
  InvalidResponseDataError,
  JSONParseError,
  TypeValidationError,
} from '@ai-sdk/provider';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { redactSecrets } from '../platform/redaction.ts';

const MAX_MESSAGE = 500;

/**
 * What went wrong with the model, in words that people and programs may see.
 * @param begun whether the answer had begun: the same broken connection is then an answer that was cut.
 */
export function toUpstreamError(cause: unknown, begun: boolean): ChatError {
  if (cause instanceof ChatError) return cause;
  if (APICallError.isInstance(cause)) {
    if (cause.statusCode !== undefined && cause.statusCode >= 400) {
      const said = redactSecrets(cause.message, MAX_MESSAGE);
      return new ChatError('upstream-error', `The model's server answered ${cause.statusCode}: ${said}`, {
        cause,
      });
    }
    return connectionFailure(cause, begun);
  }
  if (InvalidResponseDataError.isInstance(cause)) {
    return /finish reason/.test(cause.message)
      ? createTruncatedError(cause)
      : new ChatError(
          'upstream-error',
          `The model's server sent something unexpected: ${redactSecrets(cause.message, MAX_MESSAGE)}`,
          { cause },
        );
  }
  if (JSONParseError.isInstance(cause) || TypeValidationError.isInstance(cause)) {
    return new ChatError('upstream-error', "The model's server sent something that is not a valid answer.", {
      cause,
    });
  }
  if (cause instanceof Error && isConnectionFailure(cause)) return connectionFailure(cause, begun);
  return new ChatError('upstream-error', redactSecrets(messageOf(cause), MAX_MESSAGE), { cause });
}

/** The failure of an answer that ends without a finish reason. */
export function createTruncatedError(cause?: unknown): ChatError {
  return new ChatError('truncated', 'The answer was cut off before the model finished.', { cause });
}

/** Whether the model's server was not reached, or its connection broke off. `fetch` says so with a TypeError. */
export function isConnectionFailure(cause: unknown): boolean {
  if (APICallError.isInstance(cause)) return cause.statusCode === undefined || cause.statusCode < 400;
  return cause instanceof TypeError || networkCode(cause) !== undefined;
}

function connectionFailure(cause: Error, begun: boolean): ChatError {
  if (begun) return new ChatError('connection-lost', 'The connection to the model broke off.', { cause });
  const code = networkCode(cause);
  const why = code === undefined ? '' : ` (${code})`;
  return new ChatError('model-unavailable', `The model's server cannot be reached${why}.`, { cause });
}

/** The code of the network failure behind an error: `ECONNREFUSED`, `UND_ERR_SOCKET` … */
function networkCode(error: unknown): string | undefined {
  for (let depth = 0; depth < 5 && error instanceof Error; depth++) {
    if ('code' in error && typeof error.code === 'string' && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(error.code)) {
      return error.code;
    }
    error = error.cause;
  }
  return undefined;
}

function messageOf(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  if (typeof cause === 'string') return cause;
  if (typeof cause === 'object' && cause !== null && 'message' in cause) return String(cause.message);
  return "The model's server reported an error.";
}
