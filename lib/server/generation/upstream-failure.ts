import 'server-only';
import {
  APICallError,
  InvalidResponseDataError,
  JSONParseError,
  TypeValidationError,
} from '@ai-sdk/provider';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { redactSecrets } from '../platform/redaction.ts';

const MAX_MESSAGE_LENGTH = 500;

/**
 * Converts whatever a model or its connection threw into a ChatError whose message is safe to show.
 * @param started whether the answer had started; a lost connection then cuts it off.
 */
export function toUpstreamError(cause: unknown, started: boolean): ChatError {
  if (cause instanceof ChatError) return cause;
  if (APICallError.isInstance(cause)) {
    if (cause.statusCode !== undefined && cause.statusCode >= 400) {
      const reason = redactSecrets(cause.message, MAX_MESSAGE_LENGTH);
      return new ChatError(
        'upstream-error',
        `The model's server responded with ${cause.statusCode}: ${reason}`,
        {
          cause,
        },
      );
    }
    return connectionFailure(cause, started);
  }
  if (InvalidResponseDataError.isInstance(cause)) {
    return /finish reason/.test(cause.message)
      ? createTruncatedError(cause)
      : new ChatError(
          'upstream-error',
          `The model's server sent unexpected data: ${redactSecrets(cause.message, MAX_MESSAGE_LENGTH)}`,
          { cause },
        );
  }
  if (JSONParseError.isInstance(cause) || TypeValidationError.isInstance(cause)) {
    return new ChatError('upstream-error', "The model's server sent an invalid response.", {
      cause,
    });
  }
  if (cause instanceof Error && isConnectionFailure(cause)) return connectionFailure(cause, started);
  return new ChatError('upstream-error', redactSecrets(getMessage(cause), MAX_MESSAGE_LENGTH), { cause });
}

/** The failure of an answer that ends without a finish reason. */
export function createTruncatedError(cause?: unknown): ChatError {
  return new ChatError('truncated', 'The answer was cut off before the model finished.', { cause });
}

/** Whether the server could not be reached or its connection was lost. `fetch` throws a TypeError for both. */
export function isConnectionFailure(cause: unknown): boolean {
  if (APICallError.isInstance(cause)) return cause.statusCode === undefined || cause.statusCode < 400;
  return cause instanceof TypeError || getNetworkCode(cause) !== undefined;
}

function connectionFailure(cause: Error, started: boolean): ChatError {
  if (started) return new ChatError('connection-lost', 'The connection to the model was lost.', { cause });
  const code = getNetworkCode(cause);
  const reason = code === undefined ? '' : ` (${code})`;
  return new ChatError('model-unavailable', `Cannot reach the model's server${reason}.`, { cause });
}

/** The network error code in an error's chain of causes, such as `ECONNREFUSED` or `UND_ERR_SOCKET`. */
function getNetworkCode(error: unknown): string | undefined {
  for (let depth = 0; depth < 5 && error instanceof Error; depth++) {
    if ('code' in error && typeof error.code === 'string' && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(error.code)) {
      return error.code;
    }
    error = error.cause;
  }
  return undefined;
}

function getMessage(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  if (typeof cause === 'string') return cause;
  if (typeof cause === 'object' && cause !== null && 'message' in cause) return String(cause.message);
  return "The model's server reported an error.";
}
