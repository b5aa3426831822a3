import 'server-only';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import type { CompletionPiece } from '../models/chat-completions/completion-piece.ts';
import type { ClosedRun, RunSink } from '../run/run-execution.ts';
import type { RunEnd } from '../run-log/run-progress.ts';

/**
 * Hands the pieces of an answer to one client, who pulls them: a write is done when the client asks for more, so a slow
 * client slows the model down and nothing piles up.
 */
export class CompletionSink implements RunSink<CompletionPiece[]> {
  readonly #client = new AbortController();
  #pieces: CompletionPiece[] | undefined;
  #error: ChatError | undefined;
  #closed = false;
  #resumeRun: (() => void) | undefined;
  #wakeClient: (() => void) | undefined;

  /** Aborted when the client has left. */
  get signal(): AbortSignal {
    return this.#client.signal;
  }

  write(pieces: CompletionPiece[]): Promise<void> {
    this.#pieces = pieces;
    this.#wakeClient?.();
    return new Promise((resolve) => {
      this.#resumeRun = resolve;
    });
  }

  close(end: RunEnd): ClosedRun {
    // A budget that is used up ends an answer as `max_tokens` does, so that its text is not lost.
    if (end.outcome === 'length' && 'error' in end) {
      this.#pieces = [...(this.#pieces ?? []), { type: 'finish', reason: 'length' }];
    } else if ('error' in end) this.#error = end.error;
    this.#closed = true;
    this.#wakeBoth();
    return { end };
  }

  /**
   * The next pieces, as soon as there are some; undefined after the last, or once the client has left.
   * @throws ChatError when the answer is cut off or cannot start.
   */
  async next(): Promise<CompletionPiece[] | undefined> {
    if (this.#pieces === undefined) this.#resumeRun?.();
    while (this.#pieces === undefined && !this.#closed && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wakeClient = resolve;
      });
    }
    if (this.signal.aborted) return undefined;
    const pieces = this.#pieces;
    this.#pieces = undefined;
    if (pieces === undefined && this.#error !== undefined) throw this.#error;
    return pieces;
  }

  /** The client has left: stops the run. */
  leave(): void {
    this.#client.abort(new DOMException('The client left.', 'AbortError'));
    this.#wakeBoth();
  }

  #wakeBoth(): void {
    this.#wakeClient?.();
    this.#resumeRun?.();
  }
}
