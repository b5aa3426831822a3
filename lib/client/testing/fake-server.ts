import 'client-only';
import { vi } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { encodeSseFrame } from '#lib/sse/sse-encoder.ts';

/** `runId` and `after`: the run that the request names, and the position in it. */
export type FakeRequest = { method: string; url: string; runId?: string; after?: string; body: unknown };

/** One open connection, as the server controls it. */
export type FakeConnection = {
  /** Sends events with numbers from `seq` on, in one chunk, as soon as the connection is open. */
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
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      ...parsePosition(url),
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
    /** Answers the next request with a connection to `runId`, or else to the run that the request names. */
    openConnection(runId?: string): FakeConnection {
      const { connection, open } = newConnection(runId);
      answer(open);
      return connection;
    },
    refuse: (status: number, code: string, message = 'No.') =>
      answer(() => Response.json({ error: { code, message } }, { status })),
    fail: (times = 1) => answer(...Array.from({ length: times }, () => failToFetch)),
    /** Delays the last prepared response. */
    delayLast: (until: Promise<void>) => {
      const last = answers.pop();
      if (last) answer((request) => until.then(() => last(request)));
    },
    /** Removes the prepared responses that are left. */
    forget: () => void answers.splice(0),
    nothing: () => answer(() => new Response(null, { status: 204, headers: { 'x-run-state': 'none' } })),
  };
}

export type FakeServer = ReturnType<typeof fakeServer>;

const failToFetch = () => Promise.reject(new TypeError('Failed to fetch'));

function untilAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function parsePosition(url: string): Pick<FakeRequest, 'runId' | 'after'> {
  const { searchParams } = new URL(url, 'http://localhost');
  const [afterRunId, after] = searchParams.get('after')?.split(':') ?? [];
  const runId = afterRunId ?? searchParams.get('runId');
  return { ...(runId ? { runId } : {}), ...(after ? { after } : {}) };
}

/** The id of the run that a request starts or names. */
function runIdOf({ body, runId = 'run-1' }: FakeRequest): string {
  return typeof body === 'object' && body !== null && 'runId' in body ? String(body.runId) : runId;
}

function newConnection(fixedRunId?: string): {
  connection: FakeConnection;
  open(request: FakeRequest): Response;
} {
  let writer: ReadableStreamDefaultController<Uint8Array> | undefined;
  let cancelled = false;
  let runId: string | undefined;
  const unsent: (() => void)[] = [];
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      writer = controller;
    },
    cancel: () => {
      cancelled = true;
    },
  });
  const whenOpen = (work: () => void) => void (runId === undefined ? unsent.push(work) : work());
  const sendText = (text: string) => whenOpen(() => writer?.enqueue(new TextEncoder().encode(text)));
  const open = (request: FakeRequest) => {
    runId = fixedRunId ?? runIdOf(request);
    for (const work of unsent.splice(0)) work();
    const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'x-run-id': runId };
    return new Response(body, { headers });
  };
  const send = (seq: number, ...events: RunEvent[]) =>
    whenOpen(() => {
      const frame = (event: RunEvent, index: number) =>
        encodeSseFrame({ id: `${runId}:${seq + index}`, data: JSON.stringify(event) });
      sendText(events.map(frame).join(''));
    });
  const connection: FakeConnection = {
    send,
    sendText,
    drop: () => whenOpen(() => writer?.error(new TypeError('network error'))),
    end: () => whenOpen(() => writer?.close()),
    cancelled: () => cancelled,
  };
  return { connection, open };
}
