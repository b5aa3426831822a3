import 'client-only';
import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import {
  type ChatMessage,
  CONTINUATION_METADATA,
  type RunEvent,
  type RunMetadata,
} from '#lib/protocol/run-event.ts';
import { encodeSseFrame } from '#lib/sse/sse-encoder.ts';

/** The chat of all walks. */
export const WALK_CHAT = 'chat' as ChatId;

type Request = { method: string; url: URL; body: StartBody | undefined };
type StartBody = { runId: string; trigger: string; messages: ChatMessage[] };

/** A run as the server knows it. `text` is the whole text of its message so far. */
type ServerRun = {
  runId: string;
  messageId: string;
  text: string;
  events: RunEvent[];
  outcome?: 'complete' | 'stopped' | 'interrupted' | 'failed';
  metadata: RunMetadata;
  /** The server was killed, and does not know the run any more. */
  isForgotten?: boolean;
};

/** One open stream, and how many events of its run have been delivered. */
type Stream = { run: ServerRun; sent: number; controller: ReadableStreamDefaultController<Uint8Array> };
type Pending = { request: Request; resolve(response: Response): void; reject(error: Error): void };

const INTERRUPTIONS = ['connection-lost', 'restarting', 'run-timeout'] as const;

/** A server with one chat, whose network delivers a request, a response or events only when the test says so. */
export class ModelServer {
  readonly runs: ServerRun[] = [];
  readonly pending: Pending[] = [];
  readonly streams: Stream[] = [];
  /** The runs that a DELETE has stopped. */
  readonly stopped: string[] = [];
  /** The server is restarting, and starts no runs. */
  isAway = false;

  toggle(): void {
    this.isAway = !this.isAway;
  }

  #words = 0;

  get current(): ServerRun | undefined {
    return this.#known.at(-1);
  }

  /** Whether a run has begun again after a kill, whose request was repeated: only a server with a disk knows that it had words. */
  get hasTwins(): boolean {
    return new Set(this.runs.map(({ runId }) => runId)).size < this.runs.length;
  }

  get wasKilled(): boolean {
    return this.runs.some(({ isForgotten }) => isForgotten);
  }

  get #known(): ServerRun[] {
    return this.runs.filter(({ isForgotten }) => !isForgotten);
  }

  get isLive(): boolean {
    return this.current !== undefined && this.current.outcome === undefined;
  }

  fetch = (path: string, init: RequestInit = {}): Promise<Response> => {
    init.signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as StartBody) : undefined;
    const pending: Pending = {
      request: { method: init.method ?? 'GET', url: new URL(path, 'http://localhost'), body },
      resolve,
      reject,
    };
    this.pending.push(pending);
    init.signal?.addEventListener('abort', () => {
      const index = this.pending.indexOf(pending);
      if (index !== -1) this.pending.splice(index, 1);
      reject(init.signal?.reason);
    });
    return promise;
  };

  /** Delivers a request and its response. @param isLost the response does not arrive */
  respond(index: number, isLost = false): void {
    const [pending] = this.pending.splice(index, 1);
    if (pending === undefined) return;
    const response = this.#handle(pending.request);
    if (isLost) pending.reject(new TypeError('network error'));
    else pending.resolve(response);
  }

  fail(index: number): void {
    this.pending.splice(index, 1)[0]?.reject(new TypeError('Failed to fetch'));
  }

  /** The model writes a word. */
  write(): void {
    const run = this.current;
    if (run === undefined || run.outcome !== undefined) return;
    const word = `w${this.#words++} `;
    run.text += word;
    run.events.push({ type: 'text-delta', id: 't', delta: word });
  }

  end(outcome: 'complete' | 'stopped' = 'complete'): void {
    this.#end(outcome, outcome === 'complete' ? undefined : { type: 'abort' });
  }

  /** The run breaks off. */
  breakOff(reason: number): void {
    const code: ErrorCode = INTERRUPTIONS[reason] ?? 'upstream-error';
    const hasWords = this.current?.events.some(({ type }) => type === 'text-delta');
    const error = { code, message: code };
    this.#end(hasWords ? 'interrupted' : 'failed', { type: 'error', errorText: code }, { error });
  }

  /** The server is killed and started again, without its memory. */
  kill(): void {
    for (const run of this.#known) run.isForgotten = true;
    while (this.streams.length > 0) this.drop(0);
  }

  #end(
    outcome: NonNullable<ServerRun['outcome']>,
    last?: RunEvent,
    facts: Pick<RunMetadata, 'error'> = {},
  ): void {
    const run = this.current;
    if (run === undefined || run.outcome !== undefined) return;
    run.outcome = outcome;
    const messageMetadata = { ...run.metadata, ...facts, outcome };
    run.events.push({ type: 'text-end', id: 't' });
    if (last === undefined) run.events.push({ type: 'finish', messageMetadata });
    else run.events.push({ type: 'message-metadata', messageMetadata }, last);
  }

  /** Sends the events that a stream has not had. */
  deliver(index: number): void {
    const stream = this.streams[index];
    if (stream === undefined) return;
    const { run, controller } = stream;
    const frames = run.events
      .slice(stream.sent)
      .map((event, offset) =>
        encodeSseFrame({ id: `${run.runId}:${stream.sent + offset + 1}`, data: JSON.stringify(event) }),
      );
    stream.sent = run.events.length;
    if (frames.length > 0) controller.enqueue(new TextEncoder().encode(frames.join('')));
  }

  drop(index: number): void {
    this.streams.splice(index, 1)[0]?.controller.error(new TypeError('network error'));
  }

  #handle({ method, url, body }: Request): Response {
    const named = url.searchParams.get('runId') ?? url.searchParams.get('after')?.split(':')[0];
    if (method === 'POST' && body) return this.#start(body);
    const { current } = this;
    if (method === 'DELETE') {
      if (named === undefined) throw new Error('A stop names no run.');
      if (!this.isLive || current === undefined) return Response.json({ stopped: false });
      if (named !== current.runId) return refuse('run-changed', current.runId);
      this.stopped.push(current.runId);
      this.end('stopped');
      return Response.json({ stopped: true }, { status: 202 });
    }
    if (current === undefined) return new Response(null, { status: 204, headers: { 'x-run-state': 'none' } });
    if (named !== undefined && named !== current.runId) return refuse('run-changed', current.runId);
    return this.#stream(current, Number(url.searchParams.get('after')?.split(':')[1] ?? 0));
  }

  #start({ runId, trigger, messages }: StartBody): Response {
    if (this.current?.runId === runId) return this.#stream(this.current, 0);
    if (this.isAway) return refuse('restarting', '', 503);
    if (this.isLive) return refuse('run-active', this.current?.runId ?? '');
    if (this.#known.some((run) => run.runId === runId))
      return refuse('run-changed', this.current?.runId ?? '');
    const cut = trigger === 'continue-message' ? messages.at(-1) : undefined;
    const [part] = cut?.parts ?? [];
    const text = part?.type === 'text' ? part.text : '';
    const continues = cut && part ? { continues: { parts: 1, characters: text.length } } : {};
    const metadata: RunMetadata = { runId, model: 'm', startedAt: Date.now(), ...continues };
    const messageId = cut?.id ?? runId;
    const mark = 'continues' in metadata ? { providerMetadata: CONTINUATION_METADATA } : {};
    const events: RunEvent[] = [
      { type: 'start', messageId, messageMetadata: metadata },
      { type: 'text-start', id: 't', ...mark },
    ];
    const run: ServerRun = { runId, messageId, text, events, metadata };
    this.runs.push(run);
    return this.#stream(run, 0);
  }

  #stream(run: ServerRun, after: number): Response {
    let stream: Stream | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        stream = { run, sent: after, controller };
        this.streams.push(stream);
      },
      cancel: () => {
        const index = stream ? this.streams.indexOf(stream) : -1;
        if (index !== -1) this.streams.splice(index, 1);
      },
    });
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'x-run-id': run.runId },
    });
  }
}

function refuse(code: string, runId: string, status = 409): Response {
  const body = { error: { code, message: code } };
  return Response.json(body, { status, headers: { 'x-run-id': runId } });
}
