import 'server-only';
import {
  APICallError,
  InvalidResponseDataError,
  JSONParseError,
  TypeValidationError,
} from '@ai-sdk/provider';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { environment } from '../platform/environment.ts';
import { redactSecrets } from '../platform/redaction.ts';

const MAX_MESSAGE_LENGTH = 500;

type FailureContext = {
  /** Whether the answer had started; a lost connection then cuts it off. */
  started: boolean;
  /** Whether the model was asked with the reader's own key, about which the server's settings say nothing. */
  ownKey?: boolean | undefined;
};

/** Converts whatever a model or its connection threw into a ChatError whose message is safe to show. */
export function toUpstreamError(cause: unknown, context: FailureContext): ChatError {
  if (cause instanceof ChatError) return cause;
  const status = getErrorStatus(cause);
  if (status === 401) return createKeyError(cause, context);
  if (status !== undefined && status >= 400) {
    const reason = redactSecrets(getMessage(cause), MAX_MESSAGE_LENGTH);
    const message = APICallError.isInstance(cause)
      ? `The model's server responded with ${status}: ${reason}`
      : reason;
    return new ChatError('upstream-error', message, { cause, upstream: { status } });
  }
  if (APICallError.isInstance(cause)) return connectionFailure(cause, context);
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
  if (cause instanceof Error && isConnectionFailure(cause)) return connectionFailure(cause, context);
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

/**
 * Describes an upstream that cannot be reached: where it is, and what to check.
 * @param reason why, in a few words
 */
export function createUnreachableError(
  { url, ownKey }: { url: string | undefined; ownKey?: boolean | undefined },
  reason: string | undefined,
  cause: unknown,
): ChatError {
  const address = url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
  const isConfigured = !ownKey && address !== undefined && address === getConfiguredOrigin();
  const advice = isConfigured
    ? ' Check OPENAI_BASE_URL and make sure that server is running.'
    : address === undefined
      ? ''
      : ' Make sure that server is running.';
  return new ChatError(
    'model-unavailable',
    `Cannot reach ${address ?? "the model's server"}${reason === undefined ? '' : ` (${reason})`}.${advice}`,
    {
      cause,
      ...(address && { upstream: { address, ...(isConfigured ? { variable: 'OPENAI_BASE_URL' } : {}) } }),
    },
  );
}

function getConfiguredOrigin(): string | undefined {
  const { baseUrl } = environment();
  return baseUrl === undefined ? undefined : new URL(baseUrl).origin;
}

/** Nothing of the upstream's own message is shown, because it may quote parts of the key. */
function createKeyError(cause: unknown, { ownKey }: FailureContext): ChatError {
  const message = "The model's server rejected the API key (401).";
  return ownKey
    ? new ChatError('upstream-error', message, { cause, upstream: { status: 401 } })
    : new ChatError('upstream-error', `${message} Check OPENAI_API_KEY.`, {
        cause,
        upstream: { status: 401, variable: 'OPENAI_API_KEY' },
      });
}

function connectionFailure(cause: Error, { started, ownKey }: FailureContext): ChatError {
  if (started) return new ChatError('connection-lost', 'The connection to the model was lost.', { cause });
  const url = APICallError.isInstance(cause) ? cause.url : undefined;
  return createUnreachableError({ url, ownKey }, getNetworkCode(cause), cause);
}

/** The HTTP status of an error response, or of an error inside the stream, such as OpenRouter's `{"error":{"code":429}}`. */
export function getErrorStatus(cause: unknown): number | undefined {
  if (APICallError.isInstance(cause)) return cause.statusCode;
  const reported = cause instanceof Error ? cause.cause : undefined;
  if (typeof reported !== 'object' || reported === null || !('code' in reported)) return undefined;
  return typeof reported.code === 'number' ? reported.code : undefined;
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
