import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { sleep } from '#lib/server/platform/sleep.ts';
import type { ResponsePosition } from '#lib/server/run-log/resume-position.ts';
import { RunGoesOnError } from '#lib/server/run-log/run-goes-on-error.ts';
import { createRestartedError } from '#lib/server/run-log/run-lost.ts';
import type { AnswerTransport } from '../answer-transport.ts';
import { fetchAnswer } from '../fetch-answer.ts';
import type { OnPosition } from '../model.ts';
import { ResponseProgress, readResponseEvents } from './response-events.ts';
import { ResumePoints } from './resume-points.ts';

type Input = Parameters<typeof globalThis.fetch>[0];

/** Consecutive attempts to connect again, without an event in between. */
const MAX_ATTEMPTS = 10;
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 8_000;
/** Statuses below 500 with which the same request may succeed later. */
const TRANSIENT = [408, 409, 425, 429];
/** How long to wait for the id and the cancelling of a response that nobody wants any more. */
const CANCEL_MS = 5_000;

/**
 * One response of OpenAI's Responses API that is generated in the background: it goes on without a connection, and its events
 * are numbered. A lost connection is opened again after the last event, so the body of the response is whole however often
 * that happens. Only a cancel ends the response early.
 * @see OpenAI API reference, "Background mode": `background`, `starting_after` and `/cancel`
 */
export class BackgroundResponse implements AnswerTransport {
  readonly #responsesUrl: string;
  readonly #headers: Record<string, string>;
  readonly #progress: ResponseProgress;
  readonly #points: ResumePoints;
  readonly #isResumed: boolean;
  readonly #onPosition: OnPosition;
  /** Aborts whatever is open. The request's own signal does not, because a response without an id cannot be cancelled. */
  readonly #connection = new AbortController();
  /** Resolves when the response has an id, or will never have one. */
  readonly #identified = Promise.withResolvers<void>();
  #isStarted = false;
  #isStored = true;
  #isUnwanted = false;
  #closed: Promise<void> | undefined;

  /**
   * @param position where to go on with a response that another process has asked for
   * @param onPosition called when the response has begun
   */
  constructor(
    { baseUrl, apiKey }: { baseUrl: string; apiKey?: string | undefined },
    { position, onPosition = () => {} }: { position?: ResponsePosition; onPosition?: OnPosition } = {},
  ) {
    this.#onPosition = onPosition;
    this.#isResumed = position !== undefined;
    this.#progress = new ResponseProgress(position);
    this.#points = new ResumePoints(position);
    if (position) this.#identified.resolve();
    this.#responsesUrl = `${baseUrl}/responses`;
    this.#headers = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  }

  get resumePoints(): ResumePoints | undefined {
    return this.#isStored ? this.#points : undefined;
  }

  /**
   * Sends a request of `@ai-sdk/openai` in the background, unless its response must not be stored. When a response is resumed, it was
   * requested earlier, and nothing is sent.
   */
  fetch = (input: Input, { signal, ...init }: RequestInit = {}): Promise<Response> => {
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    if (body.store === false) {
      this.#isStored = false;
      return fetchAnswer(input, { ...init, ...(signal ? { signal } : {}) });
    }
    const sent = JSON.stringify({ ...body, background: true, store: true });
    const started = this.#start(input, { ...init, body: sent });
    this.#isStarted = true;
    started.catch(() => this.#identified.resolve());
    return untilAborted(started, signal);
  };

  /** Cancels the response unless it is over, or goes on in another process. */
  close(reason?: unknown): Promise<void> {
    this.#isUnwanted = true;
    if (reason instanceof RunGoesOnError) this.#connection.abort();
    else this.#closed ??= this.#isStarted ? this.#cancel().catch(() => undefined) : undefined;
    return this.#closed ?? Promise.resolve();
  }

  async #start(input: Input, init: RequestInit): Promise<Response> {
    const response = this.#isResumed
      ? await this.#goOn()
      : await fetchAnswer(input, { ...init, signal: this.#connection.signal });
    if (response.ok) return new Response(this.#streamEvents(response), response);
    this.#progress.isOver = true;
    this.#identified.resolve();
    return response;
  }

  /** Reads the first event without being asked, because it names the response. */
  #streamEvents(first: Response): ReadableStream<Uint8Array> {
    const events = this.#readEvents(first);
    const encoder = new TextEncoder();
    let hasPosition = this.#isResumed;
    const readBegun = async () => {
      let text = '';
      for (;;) {
        const { done, value } = await events.next();
        if (!done) text += value;
        if (this.#progress.position && !hasPosition) this.#onPosition(this.#progress.position);
        hasPosition ||= this.#progress.hasBegun;
        if (done || this.#progress.hasBegun) return { done, text };
      }
    };
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        try {
          const { done, text } = await readBegun();
          if (text !== '') controller.enqueue(encoder.encode(text));
          if (done) controller.close();
        } catch (error) {
          controller.error(error);
        }
        this.#identified.resolve();
      },
    });
  }

  /** @throws what has ended the last connection, when no further one can be opened */
  async *#readEvents(first: Response): AsyncGenerator<string> {
    const progress = this.#progress;
    let response = first;
    for (let attempts = 0; ; ) {
      const { lastNumber } = progress;
      let failure: { error: unknown } | undefined;
      try {
        yield* readResponseEvents(response, progress);
      } catch (error) {
        if (error instanceof ChatError) throw error;
        failure = { error };
      }
      if (progress.isOver || this.#isUnwanted) return;
      if (progress.lastNumber > lastNumber) attempts = 0;
      let next: Response | 'later' | 'never' = progress.id === undefined ? 'never' : 'later';
      while (next === 'later' && attempts < MAX_ATTEMPTS) next = await this.#resume(attempts++);
      if (next instanceof Response) response = next;
      else if (failure) throw failure.error;
      else return;
    }
  }

  /** Opens the first connection to a response that another process has asked for. @throws ChatError `restarting` */
  async #goOn(): Promise<Response> {
    let next: Response | 'later' | 'never' = 'later';
    for (let attempt = 0; next === 'later' && attempt < MAX_ATTEMPTS; attempt++) {
      next = await this.#resume(attempt);
    }
    if (next instanceof Response) return next;
    this.#progress.isOver = true;
    throw createRestartedError();
  }

  /**
   * Opens a connection after the last event.
   * @returns `later` when another attempt may succeed, `never` when the response is gone
   */
  async #resume(attempt: number): Promise<Response | 'later' | 'never'> {
    const { signal } = this.#connection;
    await sleep(attempt === 0 ? 0 : getDelayMs(attempt), signal);
    const url = `${this.#responsesUrl}/${this.#progress.id}?stream=true&starting_after=${this.#progress.lastNumber}`;
    const headers = { ...this.#headers, accept: 'text/event-stream' };
    const response = await fetchAnswer(url, { headers, cache: 'no-store', signal }).catch(() => undefined);
    if (response === undefined || response.ok) return response ?? 'later';
    void response.body?.cancel().catch(() => undefined);
    return response.status >= 500 || TRANSIENT.includes(response.status) ? 'later' : 'never';
  }

  async #cancel(): Promise<void> {
    const { signal } = this.#connection;
    const timer = setTimeout(() => this.#connection.abort(), CANCEL_MS);
    try {
      await this.#identified.promise;
      const { id, isOver } = this.#progress;
      if (id === undefined || isOver) return;
      const init = { method: 'POST', headers: this.#headers, signal };
      const response = await fetchAnswer(`${this.#responsesUrl}/${id}/cancel`, init);
      await response.body?.cancel();
    } finally {
      clearTimeout(timer);
      this.#connection.abort();
    }
  }
}

function getDelayMs(attempt: number): number {
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt) * (0.5 + Math.random() / 2);
}

/** Settles as `work` does, or is rejected with the reason of `signal` as soon as that is aborted. */
function untilAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | null | undefined,
): Promise<Result> {
  if (!signal) return work;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return Promise.race([work, aborted.promise]).finally(() => signal.removeEventListener('abort', abort));
}
