import 'server-only';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { mergeDeltas, type RunEvent } from '#lib/protocol/run-event.ts';
import type { StartedRun } from '../run/prepared-run.ts';
import type { ClosedRun, RunSink } from '../run/run-execution.ts';
import {
  createRunMetadata,
  createTerminalEvents,
  type RunEnd,
  type RunProgress,
} from '../run-log/run-progress.ts';
import { AnswerCollector, AnswerError, type ChatAnswer } from './chat-answer.ts';

/**
 * Queues the events of a run for one reader. The run does not wait for the reader; queued deltas are merged, so a slow
 * reader costs little.
 */
export class EventQueueSink implements RunSink<RunEvent> {
  /** Resolves once the run has ended. */
  readonly ended: Promise<{ answer: ChatAnswer; error?: ChatError }>;
  readonly #collector = new AnswerCollector();
  readonly #reader = new AbortController();
  #events: RunEvent[] = [];
  #error: ChatError | undefined;
  #closed = false;
  #wakeReader: (() => void) | undefined;
  #resolveEnded: (ended: { answer: ChatAnswer; error?: ChatError }) => void = () => {};

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** Aborted when the reader has left. */
  get signal(): AbortSignal {
    return this.#reader.signal;
  }

  /** The answer so far. */
  get answer(): ChatAnswer {
    return this.#collector.answer;
  }

  write(event: RunEvent): void {
    this.#collector.add(event);
    if (this.signal.aborted) return;
    const last = this.#events.at(-1);
    const merged = last && mergeDeltas(last, event);
    if (merged) this.#events[this.#events.length - 1] = merged;
    else this.#events.push(event);
    this.#wakeReader?.();
  }

  close(end: RunEnd, progress: RunProgress, info: StartedRun): ClosedRun {
    const metadata = createRunMetadata({ info, progress, end });
    for (const event of createTerminalEvents(metadata, end)) this.write(event);
    this.#closed = true;
    if ('error' in end) this.#error = end.error;
    this.#resolveEnded({ answer: this.answer, ...('error' in end ? { error: end.error } : {}) });
    this.#wakeReader?.();
    return { end };
  }

  /** The next event, as soon as there is one; undefined after the last, or once the reader has left. */
  async next(): Promise<RunEvent | undefined> {
    while (this.#events.length === 0 && !this.#closed && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
      this.#wakeReader = undefined;
    }
    return this.signal.aborted ? undefined : this.#events.shift();
  }

  /** The reader has left: stops the run. */
  leave(): void {
    this.#reader.abort(new DOMException('The reader left.', 'AbortError'));
    this.#wakeReader?.();
  }

  /** @throws AnswerError when the run has ended in an error. */
  throwError(): void {
    if (this.#error !== undefined) throw new AnswerError(this.#error, this.answer);
  }
}
