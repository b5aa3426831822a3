import 'client-only';
import { pageSchedule } from '#lib/frames/render-schedule.ts';
import { AnswerBuilder, countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunEvent } from '#lib/protocol/run-event.ts';
import { untilSaved } from '../history/message-saver.ts';
import { type RunStatus, RunStatusTracker } from './run-status.ts';
import { followRun, type RunStart, requestStop } from './run-transport.ts';

export type FollowedRunOptions = {
  chatId: ChatId;
  /** Aborted when the tab leaves the chat: a stop that is on its way needs no answer then. */
  closed: AbortSignal;
  /** Absent: the run that the chat has is followed, if there is one. */
  start?: RunStart;
  /** The connection to it, where that was opened already. */
  connection?: Promise<Response> | undefined;
  /** What the answer follows. */
  before: readonly ChatMessage[];
  /** The answer as it is known: what a run goes on from, or what the reader has of it. */
  known: Pick<ChatMessage, 'id' | 'parts' | 'metadata'>;
  /** What the reader has already, in characters: a replay that is shorter is not shown. */
  shownLength: number;
};

export type FollowedRunEvents = {
  /** The server has the run. */
  onAccepted(): void;
  /** Its status has changed, or whether it is being stopped. */
  onStatus(): void;
  /** The answer has grown. `spoke`: by something that the model said. */
  onAnswer(spoke: boolean): void;
};

/** A run as one tab follows it, from its start or from where the tab comes in, to its end. */
export class FollowedRun {
  readonly before: readonly ChatMessage[];
  readonly #options: FollowedRunOptions;
  readonly #events: FollowedRunEvents;
  readonly #answer: AnswerBuilder;
  readonly #watch = new RunStatusTracker();
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
    return asRead(this.#answer.message);
  }

  get status(): RunStatus {
    return this.#watch.status;
  }

  /** A stop is on its way. */
  get stopping(): boolean {
    return this.#stopWanted;
  }

  /** It was stopped before any server had it. */
  get stoppedHere(): boolean {
    return this.#stopWanted && this.#controller.signal.aborted;
  }

  /** Whether a replay has brought all that the reader had. */
  get caughtUp(): boolean {
    return this.#answer.length >= this.#options.shownLength || this.answer.metadata?.outcome !== undefined;
  }

  /** The answer as the reader has it: a replay that did not catch up must not shorten it. */
  get shownAnswer(): ChatMessage {
    const { known } = this.#options;
    return countAnswerCharacters(known) > this.#answer.length ? { ...known, role: 'assistant' } : this.answer;
  }

  /** @param kept what must be in the browser's storage before the run is asked for. @throws as `followRun` does */
  async follow(kept?: Promise<unknown>): Promise<'ended' | 'nothing'> {
    if (kept) await untilSaved(kept);
    if (this.#stopWanted) this.#controller.abort();
    const { chatId, start, connection } = this.#options;
    return followRun({
      chatId,
      connection,
      rest: () => pageSchedule.untilReadable(),
      ...(start ? { start } : {}),
      signal: this.#controller.signal,
      onAccepted: () => {
        this.#accepted = true;
        this.#watch.accepted();
        if (this.#stopWanted) void this.#stopNow();
        this.#events.onAccepted();
      },
      onConnection: (connection) => {
        if (this.#watch.connection(connection)) this.#events.onStatus();
      },
      onEvents: (events) => {
        for (const event of events) this.#answer.apply(event);
        this.#watch.heard(events, this.answer);
        this.#events.onAnswer(events.some(isContent));
      },
    });
  }

  /** Ends the run, for everyone who follows it. */
  stop(): void {
    if (this.#stopWanted) return;
    this.#stopWanted = true;
    this.#events.onStatus();
    if (this.#accepted) void this.#stopNow();
    else if (this.status.connectionLostAt !== undefined) {
      // It may have reached the server all the same; then the server is told, as soon as it can be.
      void requestStop(this.#options.chatId, this.#options.closed);
      this.#controller.abort();
    }
  }

  /** Follows it no longer; the run itself goes on. */
  leave(): void {
    this.#controller.abort();
  }

  async #stopNow(): Promise<void> {
    if (await requestStop(this.#options.chatId, this.#options.closed)) return;
    this.#stopWanted = false; // it can be asked for again
    this.#events.onStatus();
  }
}

/** The server that found a run lost may not have had the last words of it: an answer of which some are here was cut. */
function asRead(message: ChatMessage): ChatMessage {
  const { metadata } = message;
  if (metadata?.outcome !== 'failed' || metadata.error?.code !== 'run-lost') return message;
  return countAnswerCharacters(message) === 0
    ? message
    : { ...message, metadata: { ...metadata, outcome: 'interrupted' } };
}

function isContent(event: RunEvent): boolean {
  return event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'tool-input-start';
}

/** Why a run could not be followed to its end. */
export function asChatError(error: unknown): ChatError {
  return error instanceof ChatError
    ? error
    : new ChatError('connection-lost', String(error), { cause: error });
}
