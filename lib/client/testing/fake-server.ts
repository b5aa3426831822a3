import 'client-only';
import { vi } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { encodeSseFrame } from '#lib/sse/sse-encoder.ts';

export type FakeRequest = { method: string; url: string; lastEventId: string | null; body: unknown };

/** One open connection, as the server controls it. */
export type FakeConnection = {
  response: Response;
  /** Sends events with numbers from `seq` on, in one chunk. */
  send(seq: number, ...events: RunEvent[]): void;
  sendText(text: string): void;
  /** Breaks the connection. */
  drop(): void;
  /** Ends the connection regularly. */
  end(): void;
  /** Whether the client has cancelled the connection. */
  cancelled(): boolean;
};

type Answer = (request: FakeRequest) => Response | Promise<Response>;

/** A server that gives one prepared response to each request. Without one, a request waits until it is aborted. */
export function fakeServer() {
  const requests: FakeRequest[] = [];
  const answers: Answer[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}): Promise<Response> => {
    const request: FakeRequest = {
      method: init.method ?? 'GET',
      url,
      lastEventId: new Headers(init.headers).get('last-event-id'),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    requests.push(request);
    init.signal?.throwIfAborted();
    const answer = answers.shift();
    return Promise.race([
      answer === undefined ? new Promise<never>(() => {}) : Promise.resolve(request).then(answer),
      untilAborted(init.signal),
    ]);
  });
  const answer = (...more: Answer[]) => void answers.push(...more);
  return {
    requests,
    answer,
    /** Answers the next request with a connection. */
    openConnection(runId = 'run-1'): FakeConnection {
      const connection = newConnection(runId);
      answer(() => connection.response);
      return connection;
    },
    refuse: (status: number, code: string, message = 'No.') =>
      answer(() => Response.json({ error: { code, message } }, { status })),
    fail: (times = 1) => answer(...Array.from({ length: times }, () => failToFetch)),
    /** Removes the prepared responses that are left. */
    forget: () => void answers.splice(0),
    nothing: () => answer(() => new Response(null, { status: 204 })),
  };
}

export type FakeServer = ReturnType<typeof fakeServer>;

const failToFetch = () => Promise.reject(new TypeError('Failed to fetch'));

function untilAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function newConnection(runId: string): FakeConnection {
  let writer: ReadableStreamDefaultController<Uint8Array> | undefined;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      writer = controller;
    },
    cancel: () => {
      cancelled = true;
    },
  });
  const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'x-run-id': runId };
  const sendText = (text: string) => writer?.enqueue(new TextEncoder().encode(text));
  return {
    response: new Response(body, { headers }),
    sendText,
    send: (seq, ...events) =>
      sendText(
        events
          .map((event, index) => encodeSseFrame({ id: seq + index, data: JSON.stringify(event) }))
          .join(''),
      ),
    drop: () => writer?.error(new TypeError('network error')),
    end: () => writer?.close(),
    cancelled: () => cancelled,
  };
}
