/** Every way a request or a run can fail, with the HTTP status for failures before a stream starts. */
export const ERROR_STATUS = {
  'invalid-request': 400,
  'access-denied': 401,
  'cross-site': 403,
  'not-found': 404,
  'run-active': 409,
  'run-changed': 409,
  'run-expired': 410,
  'request-too-large': 413,
  'unsupported-media-type': 415,
  'host-not-allowed': 421,
  'rate-limited': 429,
  'budget-exceeded': 429,
  'access-not-configured': 503,
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

export type ErrorCode = keyof typeof ERROR_STATUS;

/** Whether `value` looks like a code of this server, whose version may be later than the page's. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && /^[a-z-]+$/.test(value);
}
