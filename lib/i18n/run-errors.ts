import type { ErrorCode, UpstreamFailure } from '#lib/protocol/chat-error.ts';
import type { RunTranslations } from './en/run.ts';

/** An error as the page knows it, from a run's events or its metadata. */
export type RunError = { code: ErrorCode; message: string } & UpstreamFailure;

/** Codes for which the server's own message says more than the translation. */
const DETAILED: readonly ErrorCode[] = [
  'upstream-error',
  'model-unavailable',
  'proxy-limit',
  'proxy-refused',
];

/** Says what is wrong, and what to check. A later version of the server may have codes that this page does not know. */
export function describeRunError(error: RunError, t: RunTranslations): string {
  const { code, message, address, status, variable } = error;
  if (status === 401) return t.keyRejected(variable);
  if (status === 429) return t.rateLimited;
  if (address !== undefined) return t.unreachable(address, variable);
  return t.errors[code] ?? message;
}

/** Returns the server's message if it adds to `describeRunError`. */
export function getErrorDetail({ code, message, address, status }: RunError): string | undefined {
  return address === undefined && status !== 401 && DETAILED.includes(code) ? message : undefined;
}
