import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { Caller } from '../http/caller.ts';
import { createEventStream } from '../http/event-stream.ts';
import { isAtEnd, readWithin } from '../http/run-poll.ts';
import { connectionLifetime } from '../http/run-response.ts';
import { findRun, inspectRun } from '../run/runs.ts';
import type { LogBatch, RunLog } from '../run-log/run-log.ts';
import { createCursor } from './stream-cursor.ts';
import { encodeOffset, parseLiveMode, parseOffset, type StreamOffset } from './stream-offset.ts';

/** A client that polls waits for at most this long. Some proxies cut an idle request after 30 s. */
const LONG_POLL_MS = 20_000;
/** What is known to be there is read within this time. */
const READ_MS = 10_000;

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/** Whether a request is for the run as a durable stream: next.config.ts sends `…/run/stream` to the route of the run. */
export function isDurableStream({ url }: Request): boolean {
  const { pathname, searchParams } = new URL(url);
  return pathname.endsWith('/stream') || searchParams.has('durable-stream');
}

/**
 * Serves the chat's latest run to clients of the Durable Streams protocol: as a stream of JSON messages, each an event of the run, which
 * is closed by the run's end. GET and HEAD only: whoever writes to it starts a run.
 */
export async function respondAsDurableStream(
  request: Request,
  caller: Caller,
  chatId: ChatId,
): Promise<Response> {
  const url = new URL(request.url);
  const offset = parseOffset(url);
  const live = parseLiveMode(url);
  const log = await findStream(caller, chatId, offset);
  const run = await inspectRun(caller, chatId, log.info.runId);
  const tail = (run?.next ?? 1) - 1;
  const after = offset === 'now' ? tail : typeof offset === 'object' ? offset.seq : 0;
  const reading = new StreamReading({ request, url, log, tail, after });
  if (request.method === 'HEAD') return reading.describe(run?.expiresAt);
  if (live === 'sse') return reading.stream();
  return live === 'long-poll' ? reading.poll() : reading.catchUp(offset === 'now');
}

/** @throws ChatError `not-found`; `run-expired` also when the offset is of a run before the latest */
async function findStream(caller: Caller, chatId: ChatId, offset: StreamOffset | undefined): Promise<RunLog> {
  const runId = typeof offset === 'object' ? offset.runId : undefined;
  const log = await findRun(caller, chatId, runId).catch((error: unknown) => {
    if (!(error instanceof ChatError) || error.code !== 'run-changed') throw error;
    throw new ChatError('run-expired', 'A later run has taken the place of this stream.');
  });
  if (log === undefined) throw new ChatError('not-found', 'This chat has no run.');
  return log;
}

type Reading = {
  request: Request;
  url: URL;
  log: RunLog;
  /** The number of the last event, when the request arrived. */
  tail: number;
  /** The number of the last event that the client has. */
  after: number;
};

/** One request of a client that reads. */
class StreamReading {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Responds to HEAD. @param expiresAt when the log will be deleted, in epoch milliseconds */
  describe(expiresAt: number | undefined): Response {
    const { log, tail } = this.#reading;
    const headers = this.#headers(tail, { closed: log.closed, begin: 0 });
    return new Response(null, {
      headers: {
        ...headers,
        'content-type': 'application/json',
        'cache-control': 'no-store',
        ...(expiresAt === undefined ? {} : { 'stream-expires-at': new Date(expiresAt).toISOString() }),
      },
    });
  }

  /** Responds with what there is. */
  async catchUp(isFromNow: boolean): Promise<Response> {
    const { request, log, tail, after } = this.#reading;
    const batch = after < tail ? await readWithin(log.read(after), READ_MS, request.signal) : [];
    return this.#respondWith(batch, isFromNow ? 'no-store' : 'private, no-cache');
  }

  /** Responds with what there is or, if that is nothing, with what comes next. */
  async poll(): Promise<Response> {
    const { request, url, log, after } = this.#reading;
    const isOver = log.closed && (await isAtEnd(log, after));
    const batch = isOver ? [] : await readWithin(log.read(after), LONG_POLL_MS, request.signal);
    const cursor = { 'stream-cursor': createCursor(url) };
    if (batch.length > 0) return this.#respondWith(batch, 'private, no-cache', cursor);
    const closed = log.closed && (await isAtEnd(log, after));
    const headers = { ...this.#headers(after, { closed }), ...cursor, 'stream-up-to-date': 'true' };
    return new Response(null, { status: 204, headers: { ...headers, 'cache-control': 'no-store' } });
  }

  /** Responds with an event stream: after each event with data comes one that says how far it reaches. */
  stream(): Response {
    const { request, url, log, tail, after: begin } = this.#reading;
    const reader = log.read(begin);
    let after = begin;
    let hasBegun = false;
    let ended = false;
    const isOver = async () => log.closed && (await isAtEnd(log, after));
    const control = (closed: boolean) => {
      ended = closed;
      const state = closed
        ? { streamClosed: true }
        : { streamCursor: createCursor(url), ...(after >= tail ? { upToDate: true } : {}) };
      const data = JSON.stringify({ streamNextOffset: encodeOffset(log.info.runId, after), ...state });
      return encodeFrame('control', data);
    };
    const next = async () => {
      if (ended) return undefined;
      if (!hasBegun && after >= tail) {
        hasBegun = true;
        return control(await isOver());
      }
      hasBegun = true;
      const batch = await reader.next();
      if (batch === undefined) return control(true);
      after = batch.at(-1)?.seq ?? after;
      return encodeFrame('data', toJson(batch)) + control(await isOver());
    };
    const source = { next, leave: () => reader.close(), lifetimeMs: connectionLifetime() };
    return createEventStream(source, request.signal, {
      ...SECURITY_HEADERS,
      'content-type': 'text/event-stream',
    });
  }

  async #respondWith(
    batch: LogBatch,
    cacheControl: string,
    more: Record<string, string> = {},
  ): Promise<Response> {
    const { request, log, tail, after } = this.#reading;
    const seq = batch.at(-1)?.seq ?? after;
    const closed = log.closed && (await isAtEnd(log, seq));
    const headers = {
      ...this.#headers(seq, { closed, begin: after }),
      ...more,
      ...(seq >= tail ? { 'stream-up-to-date': 'true' } : {}),
      'cache-control': cacheControl,
    };
    if (request.headers.get('if-none-match') === headers.etag) {
      return new Response(null, { status: 304, headers: { etag: headers.etag, ...SECURITY_HEADERS } });
    }
    return new Response(toJson(batch), { headers: { ...headers, 'content-type': 'application/json' } });
  }

  #headers(seq: number, { closed, begin = seq }: { closed: boolean; begin?: number }) {
    const { runId } = this.#reading.log.info;
    return {
      ...SECURITY_HEADERS,
      'stream-next-offset': encodeOffset(runId, seq),
      etag: `"${runId}:${begin}:${seq}${closed ? ':closed' : ''}"`,
      ...(closed ? { 'stream-closed': 'true' } : {}),
      'x-run-id': runId,
    };
  }
}

/** JSON contains no line breaks. Without a space after `data:`, as in the protocol's examples. */
function encodeFrame(event: string, json: string): string {
  return `event: ${event}\ndata:${json}\n\n`;
}

function toJson(batch: LogBatch): string {
  return JSON.stringify(batch.map(({ event, from }) => (from === undefined ? event : { ...event, from })));
}
