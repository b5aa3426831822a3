import 'server-only';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { newRunId, type RunId } from '#lib/protocol/ids.ts';
import { PartRate, readPace } from '../generation/read-throttle.ts';
import { RunClocks } from '../generation/timeouts.ts';
import { upstreamFailure } from '../generation/upstream-failure.ts';
import type { CompletionPiece } from '../models/chat-completions/completion-piece.ts';
import type { AnswerReader, Model } from '../models/model.ts';
import { environment } from '../platform/environment.ts';
import { recordRun } from '../run/run-record.ts';
import { createRunMetadata, type RunEnd, type RunProgress } from '../run-log/run-progress.ts';
import { askForPieces } from './ask-for-pieces.ts';
import type { CompletionRequest } from './completion-request.ts';

/**
 * One chat completion: asks the model, keeps the clocks, and ends in one run record, whichever way. Pulled by whoever
 * sends it on, so that a slow client slows the model down and nothing piles up.
 */
export class CompletionRun {
  readonly id: RunId = newRunId();
  readonly startedAt = Date.now();
  readonly model: string;
  readonly #request: CompletionRequest;
  readonly #controller = new AbortController();
  readonly #clocks: RunClocks;
  readonly #progress: RunProgress = { retries: 0 };
  #reader: AnswerReader<CompletionPiece> | undefined;
  #expired: ChatError | undefined;
  #pulling = true;
  #readAt = 0;
  readonly #rate = new PartRate();
  #ended = false;
  #text = '';

  private constructor(model: Model, request: CompletionRequest) {
    this.model = model.info.id;
    this.#request = request;
    this.#clocks = new RunClocks(environment().timeouts, (error) => {
      // While the client has no room for more, it is not the model that is silent.
      if (error.code !== 'run-timeout' && !this.#pulling) {
        this.#clocks.pause();
        return;
      }
      this.#expired = error;
      this.#controller.abort(error);
      // A stream that does not watch the signal itself; that it failed already is told by the read.
      this.#reader?.cancel(error).catch(() => undefined); // see above
    });
  }

  /**
   * Asks `model`, and waits until it has begun to answer.
   * @param signal the request's: once it is aborted, the upstream's connection is closed.
   * @returns the run and its first pieces.
   * @throws ChatError when the model refuses, cannot be reached, or fails before it has begun.
   */
  static async start(
    model: Model,
    request: CompletionRequest,
    signal: AbortSignal,
  ): Promise<{ run: CompletionRun; first: CompletionPiece[] }> {
    const run = new CompletionRun(model, request);
    signal.addEventListener('abort', () => run.stop(), { once: true });
    if (signal.aborted) run.stop();
    const first = await run.#guarded(async () => {
      const opening = run.#controller.signal;
      opening.throwIfAborted();
      const onBytes = () => run.#clocks.alive();
      const reader = await (model.forward?.(request, opening, onBytes) ??
        askForPieces(model.ask, request, opening, onBytes));
      // Left or expired while the model was asked: a stream that does not watch the signal is closed here.
      if (opening.aborted) reader.cancel(opening.reason).catch(() => undefined); // failed already
      opening.throwIfAborted();
      run.#reader = reader;
      return reader.next();
    });
    return { run, first: first ?? [] };
  }

  /**
   * The pieces that came since the last call; undefined after the last, or once the run was stopped.
   * @throws ChatError when the answer is cut.
   */
  async next(): Promise<CompletionPiece[] | undefined> {
    const reader = this.#reader;
    if (reader === undefined) return undefined;
    await readPace.rest(this.#readAt, this.#rate.perMs);
    if (this.#ended) return undefined;
    this.#clocks.heard(); // now it is waited for, and not before
    return this.#guarded(() => reader.next());
  }

  /** The caller has left: closes the upstream's connection. */
  stop(): void {
    if (!this.#end({ outcome: 'stopped' })) return;
    this.#controller.abort(new DOMException('The caller left.', 'AbortError'));
  }

  async #guarded(read: () => Promise<CompletionPiece[] | undefined>): Promise<CompletionPiece[] | undefined> {
    this.#pulling = true;
    try {
      const pieces = await read();
      if (this.#ended) return undefined;
      this.#controller.signal.throwIfAborted();
      this.#note(pieces ?? []);
      return pieces;
    } catch (cause) {
      if (this.#ended) return undefined;
      const begun = this.#progress.firstTokenMs !== undefined;
      const error = this.#expired ?? upstreamFailure(cause, begun);
      this.#end({ outcome: begun ? 'interrupted' : 'failed', error });
      this.#controller.abort(error);
      throw error;
    } finally {
      this.#pulling = false;
    }
  }

  #note(pieces: CompletionPiece[]): void {
    this.#readAt = Date.now();
    readPace.count(pieces.length, this.#readAt);
    this.#rate.read(pieces.length, this.#readAt);
    for (const piece of pieces) {
      if (piece.type === 'delta') {
        this.#progress.firstTokenMs ??= Date.now() - this.startedAt;
        this.#text += piece.delta.content ?? '';
        continue;
      }
      const { reason, usage } = piece;
      if (usage) {
        this.#progress.inputTokens = usage.prompt_tokens;
        this.#progress.outputTokens = usage.completion_tokens;
      }
      if (reason === 'length') this.#end({ outcome: 'length', finishReason: 'length' });
      else if (reason === 'content_filter')
        this.#end({ outcome: 'content-filter', finishReason: 'content-filter' });
      else this.#end({ outcome: 'complete', finishReason: reason === 'stop' ? 'stop' : 'tool-calls' });
    }
  }

  /** Ends the run once, and writes its record. False when it had ended before. */
  #end(end: RunEnd): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#clocks.stop();
    // What is left of the connection is closed; it may have failed already, and the read has told how.
    this.#reader?.cancel().catch(() => undefined); // see above
    const info = { runId: this.id, model: this.model, startedAt: this.startedAt };
    recordRun(
      {},
      createRunMetadata({ info, progress: this.#progress, end, now: Date.now() }),
      { prompt: this.#request.messages, text: this.#text },
      'error' in end ? end.error.cause : undefined,
    );
    return true;
  }
}
