import 'client-only';
import type { ChatTransport, UIMessage, UIMessageChunk } from 'ai';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, isChatId, newRunId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunEvent } from '#lib/protocol/run-event.ts';
import { RepeatFilter } from '#lib/protocol/stream/repeat-filter.ts';
import { requestStop, resumeStops } from './pending-stops.ts';
import { installBufferingGuard } from './polling/buffering-guard.ts';
import type { RunStart } from './run-connection.ts';
import { followRun } from './run-transport.ts';
import { installSharing } from './shared/install-sharing.ts';

type SendOptions = Parameters<ChatTransport<UIMessage>['sendMessages']>[0];
type ReconnectOptions = Parameters<ChatTransport<UIMessage>['reconnectToStream']>[0];

/**
 * Connects the AI SDK's `useChat` to a Runnel server on the same origin:
 *
 *     useChat({ id, transport: new RunnelTransport({ api: '/api/chats' }) })
 *
 * An answer is followed over as many connections as it takes, and only a terminal event ends it. `stop()` closes the connection
 * to the model, also when the server cannot be reached at first. With `resume: true` a reloaded page shows the rest of an answer.
 * Behind a proxy that holds streams back it polls. A failure is a `ChatError`, whose `code` says what has happened.
 *
 * `useChat` stops a chat that it has created when its component unmounts. A `Chat` that is created outside keeps running.
 */
export class RunnelTransport<Message extends UIMessage = UIMessage> implements ChatTransport<Message> {
  readonly #api: string;
  /** The run that was last attached to, by chat. */
  readonly #attached = new Map<string, StreamedRun>();
  /** Resuming replays the run from its start. */
  readonly resumeStreamIsReplay = true;

  /** @param api the path of the chats' runs */
  constructor({ api = '/api/chats' }: { api?: string } = {}) {
    installBufferingGuard();
    installSharing();
    this.#api = api;
  }

  /**
   * Starts a run. Resolves to its events once the server has accepted it.
   * @param body may have `model` and `settings`, as in docs/http.md
   * @throws ChatError the server's refusal
   */
  async sendMessages({
    chatId,
    messages,
    trigger,
    abortSignal,
    body,
  }: Omit<SendOptions, 'messages'> & { messages: Message[] }): Promise<ReadableStream<UIMessageChunk>> {
    const start = { ...body, runId: newRunId(), messages: messages as unknown as ChatMessage[], trigger };
    const run = new StreamedRun({ chatId: asChatId(chatId), api: this.#api, start });
    abortSignal?.addEventListener('abort', () => run.stop(), { once: true });
    const stream = await run.open();
    if (stream === null) throw new ChatError('run-lost', 'The server has not started the run.');
    return stream;
  }

  /** Attaches to the chat's latest run, which may have ended. Resolves to null if the server has none. */
  async reconnectToStream({
    chatId,
    abortSignal,
  }: ReconnectOptions): Promise<ReadableStream<UIMessageChunk> | null> {
    resumeStops();
    const run = new StreamedRun({ chatId: asChatId(chatId), api: this.#api });
    this.#attached.set(chatId, run);
    abortSignal?.addEventListener('abort', () => this.#endAttached(chatId, run), { once: true });
    return run.open();
  }

  /** `useChat` aborts a request to resume also when it makes another in its place, which must not stop the run. */
  #endAttached(chatId: string, run: StreamedRun): void {
    queueMicrotask(() => {
      if (run.isOpen && this.#attached.get(chatId) === run) run.stop();
      else run.leave();
    });
  }
}

function asChatId(id: string): ChatId {
  if (isChatId(id)) return id;
  throw new ChatError('invalid-request', 'A chat id has 1–64 of A-Z a-z 0-9 _ -.');
}

type StreamedRunOptions = { chatId: ChatId; api: string; start?: RunStart };

/** A run whose events are passed on as a stream. */
class StreamedRun {
  readonly #options: StreamedRunOptions;
  readonly #left = new AbortController();
  readonly #repeats = new RepeatFilter();
  readonly #opened = Promise.withResolvers<ReadableStream<UIMessageChunk> | null>();
  readonly #stream: ReadableStream<UIMessageChunk>;
  #chunks: ReadableStreamDefaultController<UIMessageChunk> | undefined;
  #runId: string | undefined;
  #isStopped = false;

  constructor(options: StreamedRunOptions) {
    this.#options = options;
    this.#stream = new ReadableStream({
      start: (controller) => {
        this.#chunks = controller;
      },
      cancel: () => this.leave(),
    });
  }

  /** The server has accepted the run. */
  get isOpen(): boolean {
    return this.#runId !== undefined;
  }

  /** Follows the run. Resolves to its events once the server has accepted it, or to null if there is no run to attach to. */
  open(): Promise<ReadableStream<UIMessageChunk> | null> {
    void followRun({
      ...this.#options,
      signal: this.#left.signal,
      onAccepted: (runId) => this.#accept(runId),
      onEvents: (events) => this.#passOn(events),
      onConnection: () => undefined,
    }).then(
      (result) => {
        this.#opened.resolve(result === 'nothing' ? null : this.#stream);
        if (!this.#isStopped && !this.#left.signal.aborted) this.#chunks?.close();
      },
      (error: unknown) => this.#fail(error),
    );
    return this.#opened.promise;
  }

  /** Stops the run: as soon as the server has accepted it, so that it does not go on unseen. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#fail(new DOMException('The run was stopped.', 'AbortError'));
    if (this.#runId !== undefined) this.#sendStop(this.#runId);
  }

  /** Stops following. The run itself continues. */
  leave(): void {
    this.#left.abort();
  }

  #accept(runId: string): void {
    this.#runId = runId;
    if (this.#isStopped) this.#sendStop(runId);
    else this.#opened.resolve(this.#stream);
  }

  #sendStop(runId: string): void {
    const { chatId, api } = this.#options;
    void requestStop({ chatId, api, runId });
    this.leave();
  }

  #passOn(events: readonly RunEvent[]): void {
    if (this.#isStopped || this.#left.signal.aborted) return;
    for (const event of events) {
      const chunk = this.#repeats.filter(event);
      if (chunk) this.#chunks?.enqueue(chunk);
    }
  }

  #fail(error: unknown): void {
    this.#opened.reject(error);
    this.#chunks?.error(error);
  }
}
