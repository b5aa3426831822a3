/** Every way a request or a run can fail, with the HTTP status for failures before a stream starts. */
const STATUS = {
  'invalid-request': 400,
  'access-denied': 401,
  'cross-site': 403,
  'not-found': 404,
  'run-active': 409,
  'run-changed': 409,
  'request-too-large': 413,
  'unsupported-media-type': 415,
  'rate-limited': 429,
  'model-unavailable': 503,
  'log-unavailable': 503,
  // The page's own: something between it and the server refused a request.
  'proxy-limit': 413,
  'proxy-refused': 502,
  // Occur inside a stream. The status serves callers that request the whole answer at once.
  'first-token-timeout': 504,
  'idle-timeout': 504,
  'run-timeout': 504,
  'connection-lost': 502,
  truncated: 502,
  'upstream-error': 502,
  'content-filter': 422,
  'run-lost': 502,
  restarting: 503,
  'tool-failed': 502,
  'internal-error': 500,
} as const;

export type ErrorCode = keyof typeof STATUS;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(STATUS, value);
}

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

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryAfterSeconds?: number; runId?: string; cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.runId = options.runId;
  }

  get status(): number {
    return STATUS[this.code];
  }

  /** Creates the response for this error before a stream: `{"error":{"code","message"}}`. */
  toResponse(): Response {
    const headers = new Headers({ 'cache-control': 'no-store' });
    if (this.retryAfterSeconds !== undefined) headers.set('retry-after', String(this.retryAfterSeconds));
    if (this.runId !== undefined) headers.set('x-run-id', this.runId);
    return Response.json(
      { error: { code: this.code, message: this.message } },
      { status: this.status, headers },
    );
  }
}
