import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { isRunId, type RunId } from '#lib/protocol/ids.ts';

/** The run that a request names, and the number of the last event that its client has; 0 without one. */
export type RunCursor = { runId: RunId | undefined; after: number };

/**
 * Reads which run a client follows and how far: from `?after=<runId>:<seq>`, or else from the `Last-Event-ID` header, which
 * some proxies strip. Either may be a bare number if `?runId=` names the run. `?runId=` alone means the run from its start.
 * @throws ChatError `invalid-request`
 */
export function parseCursor(request: Request): RunCursor {
  const { searchParams } = new URL(request.url);
  const runId = parseRunId(searchParams);
  const position = searchParams.get('after') || request.headers.get('last-event-id');
  if (!position) return { runId, after: 0 };
  const [, positionRunId = runId, seq] = /^(?:([A-Za-z0-9_-]{1,64}):)?(\d{1,15})$/.exec(position) ?? [];
  if (seq === undefined || !isRunId(positionRunId) || (runId ?? positionRunId) !== positionRunId) {
    throw new ChatError(
      'invalid-request',
      'A position in a run is <runId>:<number>, or a number together with ?runId=.',
    );
  }
  return { runId: positionRunId, after: Number(seq) };
}

/** The run named by `?runId=`. @throws ChatError `invalid-request` */
export function parseRunId(searchParams: URLSearchParams): RunId | undefined {
  const value = searchParams.get('runId');
  if (value === null || isRunId(value)) return value ?? undefined;
  throw new ChatError('invalid-request', 'A run id consists of 1–64 characters of A-Z a-z 0-9 _ -.');
}
