import 'server-only';
import { encodeSseFrame } from '#lib/sse/sse-encoder.ts';
import type { RunLog } from '../run-log/run-log.ts';
import type { Caller } from './caller.ts';
import { createEventStream } from './event-stream.ts';

/**
 * Streams the events of a run after number `after`, then `[DONE]`. A frame's id is `<runId>:<seq>`; a frame with several merged
 * deltas has the number of the first in `from`. Reads from the log only when the client has room, and
 * writes events that arrived together at once. A client that leaves does not affect the run. When the log can no longer be
 * read, the connection is aborted without a terminal event or `[DONE]`, because the state of the run is unknown.
 * @param signal the request's.
 */
export function respondWithRun(
  log: RunLog,
  { after, caller, signal }: { after: number; caller: Caller; signal: AbortSignal },
): Response {
  const { runId } = log.info;
  const reader = log.read(after);
  let ended = false;
  const next = async () => {
    if (ended) return undefined;
    const batch = await reader.next();
    ended = batch === undefined;
    if (batch === undefined) return encodeSseFrame({ data: '[DONE]' });
    let frames = '';
    for (const { seq, from, event } of batch) {
      // JSON contains no line breaks, so the data needs no escaping.
      const data = JSON.stringify(from === undefined ? event : { ...event, from });
      frames += `id: ${runId}:${seq}\ndata: ${data}\n\n`;
    }
    return frames;
  };
  return createEventStream({ next, leave: () => reader.close() }, signal, {
    'x-vercel-ai-ui-message-stream': 'v1',
    'x-run-id': runId,
    ...(caller.setCookie ? { 'set-cookie': caller.setCookie } : {}),
  });
}
