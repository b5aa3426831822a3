import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { newRunId } from '#lib/protocol/ids.ts';
import type { RequestMessage } from '#lib/protocol/message-schema.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import { generate } from '../generation/generate.ts';
import { toPrompt } from '../generation/prompt.ts';
import type { ClockLimits } from '../generation/timeouts.ts';
import { findModel } from '../models/catalogue.ts';
import { environment } from '../platform/environment.ts';
import {
  createRunMetadata,
  createTerminalEvents,
  type RunEnd,
  type RunProgress,
} from '../run-log/run-progress.ts';
import { offerTools, type ToolOffer } from '../tools/offer/tool-offer.ts';
import type { ServerTool } from '../tools/server-tool.ts';
import { selectUnattendedTools } from '../tools/tool-selection.ts';
import { AnswerCollector, AnswerError, type ChatAnswer } from './chat-answer.ts';
import { EventQueue } from './event-queue.ts';

export type StreamChatOptions = (
  | { prompt: string; messages?: never }
  | { messages: RequestMessage[]; prompt?: never }
) & {
  /** An id of `listModels`; the default model without it. */
  model?: string | undefined;
  /** Instructions, temperature and the like. */
  settings?: Omit<RunSettings, 'tools'>;
  /** What the model may call; without it every tool of this server that needs no one's consent, if the model can call any. */
  tools?: ServerTool[];
  /** Stops the answer: the outcome is then `stopped`, which is no error. */
  signal?: AbortSignal;
  /** In milliseconds, 0 is off; the environment's clocks for those left out. */
  timeouts?: Partial<ClockLimits>;
  /** Is given the text as it comes. */
  onChunk?: (text: string) => void;
  /** Is given the answer once it has ended, unless it ended in an error. */
  onComplete?: (answer: ChatAnswer) => void;
};

/** An answer on its way: its events, to be read once, and what they have come to so far. */
export type ChatStream = AsyncIterable<RunEvent> & {
  readonly runId: string;
  readonly answer: ChatAnswer;
  /** Resolves once the answer that was begun has ended, however it did, and whoever still reads. */
  readonly ended: Promise<{ answer: ChatAnswer; error?: ChatError }>;
};

/**
 * Asks a model, and gives the events of its answer as they come; the last one is `finish`, `abort` or `error`. Nothing is
 * asked before the first event is read. Leaving the iteration early closes the connection to the model at once.
 * @throws AnswerError, after the `error` event, with the code of what went wrong; what came before it is in `answer`.
 */
export function streamChat(options: StreamChatOptions): ChatStream {
  const run = new ChatRun(options);
  return {
    runId: run.runId,
    get answer() {
      return run.collector.answer;
    },
    ended: run.ended,
    [Symbol.asyncIterator]: () => ({
      async next() {
        const value = await run.next();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
      // Written by hand: an async generator would first wait for the event that its reader no longer wants.
      async return() {
        run.leave();
        return { done: true, value: undefined };
      },
    }),
  };
}

class ChatRun {
  readonly runId = newRunId();
  readonly collector = new AnswerCollector();
  readonly ended: Promise<{ answer: ChatAnswer; error?: ChatError }>;
  #settle: (end: { answer: ChatAnswer; error?: ChatError }) => void = () => {};
  readonly #options: StreamChatOptions;
  readonly #queue = new EventQueue();
  readonly #left = new AbortController();
  #started = false;
  #ended = false;
  #failure: ChatError | undefined;

  constructor(options: StreamChatOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  async next(): Promise<RunEvent | undefined> {
    if (!this.#started) {
      this.#started = true;
      void this.#produce();
    }
    const event = this.#left.signal.aborted ? undefined : await this.#queue.next();
    if (event !== undefined) {
      if (event.type === 'text-delta') this.#options.onChunk?.(event.delta);
      return event;
    }
    if (this.#ended) return undefined;
    this.#ended = true;
    const { answer } = this.collector;
    if (this.#failure !== undefined) throw new AnswerError(this.#failure, answer);
    if (!this.#left.signal.aborted) this.#options.onComplete?.(answer);
    return undefined;
  }

  leave(): void {
    this.#left.abort(new DOMException('The reader left.', 'AbortError'));
    this.#queue.close();
  }

  async #produce(): Promise<void> {
    const startedAt = Date.now();
    const progress: RunProgress = { retries: 0 };
    let model = this.#options.model ?? '';
    let end: RunEnd;
    let offer: ToolOffer | undefined;
    try {
      const found = await findModel(this.#options.model);
      model = found.info.id;
      const metadata = { runId: this.runId, model, startedAt };
      this.#add({ type: 'start', messageId: this.runId, messageMetadata: metadata });
      const { settings = {}, timeouts } = this.#options;
      let { tools = [] } = this.#options;
      if (this.#options.tools === undefined && found.info.can.tools) {
        offer = await offerTools(undefined);
        tools = selectUnattendedTools(offer.tools);
      }
      end = await generate(
        {
          model: found,
          prompt: toPrompt(messagesOf(this.#options), settings.instructions),
          tools: found.info.can.tools ? tools : [],
          settings,
          clocks: { ...environment().timeouts, ...timeouts },
          maxRetries: environment().maxRetries,
          signal: this.#signal(),
          startedAt,
        },
        progress,
        (event) => this.#add(event),
      );
    } catch (cause) {
      const error =
        cause instanceof ChatError
          ? cause
          : new ChatError('internal-error', 'Something went wrong on the server.', { cause });
      end = { outcome: 'failed', error };
    }
    if ('error' in end) this.#failure = end.error;
    const metadata = createRunMetadata({
      info: { runId: this.runId, model, startedAt },
      progress,
      end,
      now: Date.now(),
    });
    for (const event of createTerminalEvents(metadata, end)) this.#add(event);
    this.#queue.close();
    const { answer } = this.collector;
    this.#settle('error' in end ? { answer, error: end.error } : { answer });
    await offer?.close();
  }

  #add(event: RunEvent): void {
    this.collector.add(event);
    this.#queue.push(event);
  }

  /** Aborted when the caller stops the answer, or leaves it. `AbortSignal.any` is missing in Next's edge sandbox. */
  #signal(): AbortSignal {
    const { signal } = this.#options;
    const stop = () => this.#left.signal.aborted || stopping.abort(signal?.reason);
    const stopping = new AbortController();
    this.#left.signal.addEventListener('abort', () => stopping.abort(this.#left.signal.reason));
    if (this.#left.signal.aborted) stopping.abort(this.#left.signal.reason);
    signal?.addEventListener('abort', stop, { once: true, signal: this.#left.signal });
    if (signal?.aborted) stop();
    return stopping.signal;
  }
}

function messagesOf(options: StreamChatOptions): RequestMessage[] {
  if (options.messages !== undefined) return options.messages;
  return [{ id: 'prompt', role: 'user', parts: [{ type: 'text', text: options.prompt }] }];
}
