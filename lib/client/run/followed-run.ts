import 'client-only';
import { pageSchedule } from '#lib/frames/render-schedule.ts';
import { AnswerBuilder, countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunEvent } from '#lib/protocol/run-event.ts';
import { untilSaved } from '../history/message-saver.ts';
import { type RunStart, requestStop } from './run-connection.ts';
import { type RunStatus, RunStatusTracker } from './run-status.ts';
import { type FollowResult, followRun } from './run-transport.ts';

export type FollowedRunOptions = {
  chatId: ChatId;
  /** Aborted when the tab leaves the chat. A stop request in flight is then no longer retried. */
  closed: AbortSignal;
  /** Absent: attaches to the chat's live run, if there is one. */
  start?: RunStart;
  /** The first connection, if it is open already. */
  connection?: Promise<Response> | undefined;
  /** The branch above the answer. */
  before: readonly ChatMessage[];
  /** The answer so far: what the run continues, or what this tab shows of it. */
  known: Pick<ChatMessage, 'id' | 'parts' | 'metadata'>;
  /** The length of the answer that is shown, in characters. A replay is not shown until it is as long. */
  shownLength: number;
};

export type FollowedRunEvents = {
  /** The server has accepted the run. */
  onAccepted(): void;
  /** `status` or `stopping` has changed. */
  onStatus(): void;
  /** `answer` has changed. @param hasContent whether the model has sent text, reasoning or a tool call */
  onAnswer(hasContent: boolean): void;
};

/** A run that one tab follows to its end: the answer that its events build, its status, and how to stop it. */
export class FollowedRun {
  readonly before: readonly ChatMessage[];
  readonly #options: FollowedRunOptions;
  readonly #events: FollowedRunEvents;
  readonly #answer: AnswerBuilder;
  readonly #tracker = new RunStatusTracker();
  readonly #controller = new AbortController();
  #accepted = false;
  #stopWanted = false;

  constructor(options: FollowedRunOptions, events: FollowedRunEvents) {
    this.before = options.before;
    this.#options = options;
    this.#events = events;
    this.#answer = new AnswerBuilder(options.known);
  }

  get answer(): ChatMessage {
    return asInterrupted(this.#answer.message);
  }

  get status(): RunStatus {
    return this.#tracker.status;
  }

  /** A stop has been requested. */
  get stopping(): boolean {
    return this.#stopWanted;
  }

  /** The run was stopped before the server had accepted it. */
  get stoppedHere(): boolean {
    return this.#stopWanted && this.#controller.signal.aborted;
  }

  /** Whether a replay has reached the length that is shown. */
  get caughtUp(): boolean {
    return this.#answer.length >= this.#options.shownLength || this.answer.metadata?.outcome !== undefined;
  }

  /** The answer to show: a replay that has not caught up must not shorten it. */
  get shownAnswer(): ChatMessage {
    const { known } = this.#options;
    return countAnswerCharacters(known) > this.#answer.length ? { ...known, role: 'assistant' } : this.answer;
  }

  /** @param saved what must be stored before the run is requested. @throws as `followRun` does */
  async follow(saved?: Promise<unknown>): Promise<FollowResult> {
    if (saved) await untilSaved(saved);
    if (this.#stopWanted) this.#controller.abort();
    const { chatId, start, connection } = this.#options;
    return followRun({
      chatId,
      connection,
      throttle: () => pageSchedule.untilReadable(),
      ...(start ? { start } : {}),
      signal: this.#controller.signal,
      onAccepted: () => {
        this.#accepted = true;
        this.#tracker.markAccepted();
        if (this.#stopWanted) void this.#stopNow();
        this.#events.onAccepted();
      },
      onConnection: (state) => {
        if (this.#tracker.setConnection(state)) this.#events.onStatus();
      },
      onEvents: (events) => {
        for (const event of events) this.#answer.apply(event);
        this.#tracker.applyEvents(events, this.answer);
        this.#events.onAnswer(events.some(isContent));
      },
    });
  }

  /** Stops the run for every reader. */
  stop(): void {
    if (this.#stopWanted) return;
    this.#stopWanted = true;
    this.#events.onStatus();
    if (this.#accepted) void this.#stopNow();
    else if (this.status.connectionLostAt !== undefined) {
      // The server may have received the run all the same, so it is asked to stop as soon as it can be reached.
      void requestStop(this.#options.chatId, this.#options.closed);
      this.#controller.abort();
    }
  }

  /** Stops following. The run itself continues. */
  leave(): void {
    this.#controller.abort();
  }

  async #stopNow(): Promise<void> {
    if (await requestStop(this.#options.chatId, this.#options.closed)) return;
    this.#stopWanted = false; // the reader may try again
    this.#events.onStatus();
  }
}

/** A server that reports a run as lost may not have its last events: an answer with text is interrupted, not failed. */
function asInterrupted(message: ChatMessage): ChatMessage {
  const { metadata } = message;
  if (metadata?.outcome !== 'failed' || metadata.error?.code !== 'run-lost') return message;
  return countAnswerCharacters(message) === 0
    ? message
    : { ...message, metadata: { ...metadata, outcome: 'interrupted' } };
}

function isContent(event: RunEvent): boolean {
  return event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'tool-input-start';
}

/** The reason for which a run could not be followed to its end. */
export function asChatError(error: unknown): ChatError {
  return error instanceof ChatError
    ? error
    : new ChatError('connection-lost', String(error), { cause: error });
}
