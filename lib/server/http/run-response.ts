import 'server-only';
import { encodeHeartbeat } from '#lib/protocol/model-silence.ts';
import { acceptsCompactFrames, createFrameEncoder } from '#lib/protocol/stream/event-frames.ts';
import { encodeSseComment, encodeSseFrame } from '#lib/sse/sse-encoder.ts';
import { environment } from '../platform/environment.ts';
import type { KnownRun, RunLog } from '../run-log/run-log.ts';
import type { Caller } from './caller.ts';
import { createEventStream } from './event-stream.ts';

/** Among clients whose connections began together, the first is closed so much earlier than the last, as a share of the lifetime. */
const LIFETIME_JITTER = 0.1;

/** Words come with the time at which they are written at most this often, so that clients can tell how long they were under way. */
const STAMP_INTERVAL_MS = 250;

/** A reader who attaches learns at once of a silence that has lasted this long. */
const NOTABLE_SILENCE_MS = 1_000;

/** How long the connection of a client that attaches again may last; undefined: as long as the run. */
export function connectionLifetime(): number | undefined {
  const { connectionLifetimeMs } = environment();
  return connectionLifetimeMs > 0 ? connectionLifetimeMs * (1 - Math.random() * LIFETIME_JITTER) : undefined;
}

/**
 * Only a client that asks for an event stream, as `EventSource` does, is known to attach again; others, such as the AI SDK's own
 * transport, take the end of the connection for the end of the answer.
 */
function attachesAgain({ headers }: Request): boolean {
  return headers.get('accept')?.includes('text/event-stream') ?? false;
}

/**
 * Streams the events of a run after number `after`, then `[DONE]`, in the form that the client asks for. Reads from the log only when
 * the client has room, and writes events that arrived together at once. A client that leaves does not affect the run. When the log can no longer be
 * read, the connection is aborted without a terminal event or `[DONE]`, because the state of the run is unknown. Comments say how
 * long the model has been silent, and when the words were written.
 */
export function respondWithRun(
  log: RunLog,
  { after, caller, request }: { after: number; caller: Caller; request: Request },
): Response {
  const { runId } = log.info;
  const reader = log.read(after);
  const heartbeat = () => encodeHeartbeat(log.modelWait?.silence);
  const stamp = createStamper();
  const isCompact = acceptsCompactFrames(request);
  const encode = createFrameEncoder(runId, isCompact);
  let isFirst = true;
  let ended = false;
  const next = async () => {
    if (ended) return undefined;
    const batch = await reader.next();
    ended = batch === undefined;
    if (batch === undefined) return encodeSseFrame({ data: '[DONE]' });
    let frames = stamp();
    for (const numbered of batch) frames += encode(numbered);
    const silentMs = isFirst ? (log.modelWait?.silence?.silentMs ?? 0) : 0;
    isFirst = false;
    return silentMs >= NOTABLE_SILENCE_MS ? frames + encodeSseComment(heartbeat()) : frames;
  };
  const source = {
    next,
    leave: () => reader.close(),
    heartbeat,
    lifetimeMs: attachesAgain(request) ? connectionLifetime() : undefined,
  };
  return createEventStream(source, request.signal, {
    ...(isCompact ? {} : { 'x-vercel-ai-ui-message-stream': 'v1' }),
    'x-run-id': runId,
    ...(caller.setCookie ? { 'set-cookie': caller.setCookie } : {}),
  });
}

/** @returns a function that returns a comment with the milliseconds since now, or nothing if the last one was just before */
function createStamper(): () => string {
  const beganAt = performance.now();
  let lastMs = 0;
  return () => {
    const ms = Math.round(performance.now() - beganAt);
    if (ms - lastMs < STAMP_INTERVAL_MS) return '';
    lastMs = ms;
    return encodeSseComment(`at=${ms}`);
  };
}

/** Describes a run in the headers of a response without a body. `x-run-state` tells a client that this server answered, and not a proxy. */
export function describeRun(run: KnownRun | undefined): Response {
  if (run === undefined) return new Response(null, { status: 204, headers: { 'x-run-state': 'none' } });
  const { runId, state, next, expiresAt } = run;
  return new Response(null, {
    headers: {
      'cache-control': 'no-store',
      'x-run-id': runId,
      'x-run-state': state,
      'x-run-next': `${runId}:${next}`,
      etag: `"${runId}:${next}${state === 'ended' ? ':closed' : ''}"`,
      ...(expiresAt === undefined ? {} : { 'x-run-expires': new Date(expiresAt).toISOString() }),
    },
  });
}
