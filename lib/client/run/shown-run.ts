import 'client-only';
import { AnswerBuilder, countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import type { ChatMessage, RunEvent } from '#lib/protocol/run-event.ts';
import { type RunStatus, RunStatusTracker } from './run-status.ts';

export type KnownAnswer = Pick<ChatMessage, 'id' | 'parts' | 'metadata'>;

const LOST: readonly (ErrorCode | undefined)[] = ['run-lost', 'restarting'];

/** A run as a page shows it: its status, the answer that its events build, and what stays shown while they come again. */
export class ShownRun {
  readonly tracker: RunStatusTracker;
  readonly #answer: AnswerBuilder;
  /** The answer that is shown until a run that begins again is as long. */
  #shown: KnownAnswer;
  #shownLength: number;
  /** A stop has been requested. */
  stopping = false;

  /** @param known the answer so far. @param shownLength the length of the answer that is shown, in characters */
  constructor(known: KnownAnswer, shownLength: number, now = performance.now()) {
    this.#answer = new AnswerBuilder(known);
    this.tracker = new RunStatusTracker(now, known.metadata?.autoContinued?.after);
    this.#shown = known;
    this.#shownLength = shownLength;
  }

  get answer(): ChatMessage {
    return correctEnd(this.#answer.message, this.stopping);
  }

  get status(): RunStatus {
    return this.tracker.status;
  }

  /** Whether a run that has begun again has reached the length that is shown. */
  get caughtUp(): boolean {
    return this.#answer.length >= this.#shownLength || this.answer.metadata?.outcome !== undefined;
  }

  /** The answer to show: a run that begins again must not shorten it. */
  get shownAnswer(): ChatMessage {
    return countAnswerCharacters(this.#shown) > this.#answer.length
      ? { ...this.#shown, role: 'assistant' }
      : this.answer;
  }

  /** Takes new events into account. */
  apply(events: readonly RunEvent[], now?: number): void {
    for (const event of events) {
      if (event.type === 'start' && this.#answer.length > this.#shownLength) {
        this.#shown = this.#answer.message;
        this.#shownLength = this.#answer.length;
      }
      this.#answer.apply(event);
    }
    const { losses } = this.tracker;
    const { metadata } = this.#answer.message;
    if (losses > 0 && metadata?.outcome) {
      this.#answer.apply({ type: 'message-metadata', messageMetadata: { ...metadata, reconnects: losses } });
    }
    this.tracker.applyEvents(events, this.answer, now);
  }
}

/**
 * A server that has lost a run may not have its last events: an answer with text is interrupted, not failed. An answer that is
 * interrupted after its reader has stopped it is stopped.
 */
function correctEnd(message: ChatMessage, isStopped: boolean): ChatMessage {
  const { metadata } = message;
  if (metadata === undefined) return message;
  const { error, ...facts } = metadata;
  const isLost =
    facts.outcome === 'failed' && LOST.includes(error?.code) && countAnswerCharacters(message) > 0;
  if (!isLost && facts.outcome !== 'interrupted') return message;
  if (isStopped) return { ...message, metadata: { ...facts, outcome: 'stopped' } };
  return isLost ? { ...message, metadata: { ...metadata, outcome: 'interrupted' } } : message;
}
