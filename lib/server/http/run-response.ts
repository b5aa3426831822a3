import 'server-only';
import { encodeSseFrame } from '#lib/sse/sse-encoder.ts';
import type { RunLog } from '../run-log/run-log.ts';
import type { Caller } from './caller.ts';
import { createEventStream } from './event-stream.ts';

/**
 * The run as an event stream: every event after number `after`, then `[DONE]`. Nothing is read from the log before the
 * client has room for it, and what came together goes out in one write. Leaving changes nothing for the run. Where the log
 * can no longer be read the stream breaks off, with neither a terminal event nor `[DONE]`: how the run goes on is unknown.
 * @param signal the request's.
 */
export function respondWithRun(
  log: RunLog,
  { after, caller, signal }: { after: number; caller: Caller; signal: AbortSignal },
): Response {
  const reader = log.read(after);
  let ended = false;
  const next = async () => {
    if (ended) return undefined;
    const batch = await reader.next();
    ended = batch === undefined;
    if (batch === undefined) return encodeSseFrame({ data: '[DONE]' });
    let frames = '';
    // JSON holds no line ending, so the frame needs no look at its data.
    for (const { seq, event } of batch) frames += `id: ${seq}\ndata: ${JSON.stringify(event)}\n\n`;
    return frames;
  };
  return createEventStream({ next, leave: () => reader.close() }, signal, {
    'x-vercel-ai-ui-message-stream': 'v1',
    'x-run-id': log.info.runId,
    ...(caller.setCookie ? { 'set-cookie': caller.setCookie } : {}),
  });
}
