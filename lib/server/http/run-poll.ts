import 'server-only';
import type { LogBatch, RunLog, RunLogReader } from '../run-log/run-log.ts';
import type { Caller } from './caller.ts';

type PollOptions = { after: number; waitMs: number; caller: Caller; signal: AbortSignal };

/**
 * Answers a long poll: the events of a run after number `after`, as soon as there are some, or none after `waitMs`. For clients
 * behind a proxy that holds a stream back. `next` is the id to ask after next, and `closed` says that the run has ended with
 * these events. Merged deltas have `from`, as in the stream.
 * @param signal the request's
 * @throws ChatError `log-unavailable`
 */
export async function pollRun(
  log: RunLog,
  { after, waitMs, caller, signal }: PollOptions,
): Promise<Response> {
  const { runId } = log.info;
  const reader = log.read(after);
  const batch = await readWithin(reader, waitMs, signal);
  const events = batch.map(({ event, from }) => (from === undefined ? event : { ...event, from }));
  const next = `${runId}:${batch.at(-1)?.seq ?? after}`;
  const closed = log.closed && (await isAtEnd(log, batch.at(-1)?.seq ?? after));
  return Response.json(
    { events, next, closed, ...log.modelWait?.silence },
    {
      headers: {
        'cache-control': 'no-store',
        etag: `"${next}${closed ? ':closed' : ''}"`,
        'x-run-id': runId,
        ...(caller.setCookie ? { 'set-cookie': caller.setCookie } : {}),
      },
    },
  );
}

/** Whether there is nothing after number `after` in a closed log. */
export async function isAtEnd(log: RunLog, after: number): Promise<boolean> {
  const reader = log.read(after);
  const rest = await reader.next();
  reader.close();
  return rest === undefined;
}

/** The next events of a reader, or none after `waitMs`. Closes the reader. */
export async function readWithin(
  reader: RunLogReader,
  waitMs: number,
  signal: AbortSignal,
): Promise<LogBatch> {
  const close = () => reader.close();
  const timer = setTimeout(close, waitMs);
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  try {
    return (await reader.next()) ?? [];
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', close);
    reader.close();
  }
}
