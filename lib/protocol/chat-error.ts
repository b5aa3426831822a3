import type { ErrorCode } from './error-code.ts';

export type { ErrorCode } from './error-code.ts';

/** What the page needs to say in its own language what is wrong with the model's server. */
export type UpstreamFailure = {
  /** The origin of a server that could not be reached. */
  address?: string;
  /** The status with which the server refused the request. */
  status?: number;
  /** The environment variable to check; absent for a reader's own key, and for servers that nobody configured. */
  variable?: string;
};

/**
 * A failure with a code for programs and a sentence for people. The page shows a translation for the code; `message` is for
 * other clients and must not contain secrets. `cause` is for the log only.
 */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ErrorCode;
  /** Seconds after which a retry makes sense. */
  readonly retryAfterSeconds: number | undefined;
  /** The run concerned: for `run-active` the run in progress, for `run-changed` the chat's latest. */
  readonly runId: string | undefined;
  readonly upstream: UpstreamFailure | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryAfterSeconds?: number; runId?: string; upstream?: UpstreamFailure; cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.runId = options.runId;
    this.upstream = options.upstream;
  }
}
