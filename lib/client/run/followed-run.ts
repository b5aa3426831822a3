import 'client-only';
import { pageSchedule } from '#lib/frames/render-schedule.ts';
import { AnswerBuilder, countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import { ChatError, type ErrorCode } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunEvent } from '#lib/protocol/run-event.ts';
import { untilSaved } from '../history/storage-wait.ts';
import { openOverlay } from '../shell/shell-state.ts';
import { isStopPending, requestStop, wasStopped } from './pending-stops.ts';
import type { RunStart } from './run-connection.ts';
import { type RunStatus, RunStatusTracker } from './run-status.ts';
import { type FollowResult, followRun } from './run-transport.ts';
import type { SharedRun } from './shared/shared-run.ts';

export type FollowedRunOptions = {
  chatId: ChatId;
  /** Absent: attaches to a run. */
  start?: RunStart;
  /** The run to attach to; the chat's latest when undefined. */
  runId?: string | undefined;
  /** The first connection, if it is open already. */
  connection?: Promise<Response> | undefined;
  /** Milliseconds without a connection after which the run is given up; see `followRun`. */
  giveUpMs?: number;
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

/** A stop that the server does not answer within this time may be waiting for one of the browser's connections. */
const RELEASE_MS = 500;

const LOST: readonly (ErrorCode | undefined)[] = ['run-lost', 'restarting'];

/** A run that one tab follows to its end: the answer that its events build, its status, and how to stop it. */
export class FollowedRun {
  readonly before: readonly ChatMessage[];
  readonly #options: FollowedRunOptions;
  readonly #events: FollowedRunEvents;
  readonly #answer: AnswerBuilder;
  readonly #tracker: RunStatusTracker;
  readonly #controller = new AbortController();
  /** The answer that is shown until a replay is as long. */
  #shown: Pick<ChatMessage, 'id' | 'parts' | 'metadata'>;
  #shownLength: number;
  #runId: string | undefined;
  #accepted = false;
  #stopWanted: boolean;
  #shared: SharedRun | undefined;

  constructor(options: FollowedRunOptions, events: FollowedRunEvents) {
    this.before = options.before;
    this.#options = options;
    this.#events = events;
    this.#answer = new AnswerBuilder(options.known);
    this.#tracker = new RunStatusTracker(performance.now(), options.known.metadata?.autoContinued?.after);
    this.#shown = options.known;
    this.#shownLength = options.shownLength;
    this.#runId = options.start?.runId ?? options.runId;
    this.#stopWanted = this.#runId !== undefined && isStopPending(this.#runId);
  }

  /** The id of the run; undefined until the server has named it. */
  get runId(): string | undefined {
    return this.#runId;
  }

  get answer(): ChatMessage {
    return correctEnd(this.#answer.message, this.#stopWanted);
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
    return this.#answer.length >= this.#shownLength || this.answer.metadata?.outcome !== undefined;
  }

  /** The answer to show: a replay that has not caught up must not shorten it. */
  get shownAnswer(): ChatMessage {
    return countAnswerCharacters(this.#shown) > this.#answer.length
      ? { ...this.#shown, role: 'assistant' }
      : this.answer;
  }

  /**
   * The reason for which the run could not be followed to its end. A run that the server has is not lost without access: it is
   * attached to again once the reader has signed in.
   */
  explainFailure(reason: unknown): ChatError {
    const error = asChatError(reason);
    if (error.code !== 'access-denied') return error;
    const { giveUpMs, start } = this.#options;
    if (giveUpMs !== 0) openOverlay('sign-in');
    return start && !this.#accepted ? error : asChatError(error.message);
  }

  /** @param saved what must be stored before the run is requested. @throws as `followRun` does */
  async follow(saved?: Promise<unknown>): Promise<FollowResult> {
    if (saved) await untilSaved(saved);
    const { chatId, start, known, connection, giveUpMs } = this.#options;
    // Meanwhile the reader may have stopped the run that this one continues, in another tab.
    if (start?.autoContinued) this.#stopWanted ||= wasStopped(known.metadata?.continuedFrom);
    if (this.#stopWanted && start) this.#controller.abort();
    return followRun({
      chatId,
      connection,
      giveUpMs,
      throttle: () => pageSchedule.untilReadable(),
      ...(start ? { start } : { runId: this.#runId }),
      signal: this.#controller.signal,
      onShared: (shared) => {
        this.#shared = shared;
      },
      onAccepted: (runId) => {
        this.#runId = runId;
        this.#accepted = true;
        this.#tracker.markAccepted(runId);
        if (this.#stopWanted) this.#sendStop(runId);
        this.#events.onAccepted();
      },
      onConnection: (...connection) => {
        if (this.#tracker.setConnection(...connection)) this.#events.onStatus();
        this.#leaveStoppedStart();
      },
      onEvents: (events) => this.#apply(events),
    });
  }

  /** Stops the run for every reader. */
  stop(): void {
    if (this.#stopWanted) return;
    this.#stopWanted = true;
    this.#events.onStatus();
    if (this.#runId === undefined) return; // stopped as soon as the server has named it
    if (this.#options.start === undefined || this.#accepted) this.#sendStop(this.#runId);
    else this.#leaveStoppedStart();
  }

  /**
   * Gives up a start that was stopped and has no connection. The server may have received the run all the same, so it is asked to
   * stop as soon as it can be reached.
   */
  #leaveStoppedStart(): void {
    const { chatId, start } = this.#options;
    if (!this.#stopWanted || this.#accepted || !start || this.status.connectionLostAt === undefined) return;
    void requestStop({ chatId, runId: start.runId });
    this.leave();
  }

  /** Stops following. The run itself continues. */
  leave(): void {
    this.#controller.abort();
  }

  #apply(events: readonly RunEvent[]): void {
    for (const event of events) {
      if (event.type === 'start' && this.#answer.length > this.#shownLength) {
        this.#shown = this.#answer.message; // a replay from the start
        this.#shownLength = this.#answer.length;
      }
      this.#answer.apply(event);
    }
    const { losses } = this.#tracker;
    const { metadata } = this.#answer.message;
    if (losses > 0 && metadata?.outcome) {
      this.#answer.apply({ type: 'message-metadata', messageMetadata: { ...metadata, reconnects: losses } });
    }
    this.#tracker.applyEvents(events, this.answer);
    this.#events.onAnswer(events.some(isContent));
  }

  /**
   * Sends the stop. Over HTTP/1.1 a browser opens at most six connections to a server, and the streams of several tabs can take
   * all of them: a stop that is not answered soon overtakes the stream of this run, which is opened again behind it.
   */
  #sendStop(runId: string): void {
    const confirmed = requestStop({ chatId: this.#options.chatId, runId });
    const timer = setTimeout(() => this.#shared?.release(), RELEASE_MS);
    void confirmed.then((isConfirmed) => {
      clearTimeout(timer);
      if (isConfirmed) return;
      this.#stopWanted = false; // the reader may try again
      this.#events.onStatus();
    });
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

function isContent(event: RunEvent): boolean {
  return event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'tool-input-start';
}

function asChatError(error: unknown): ChatError {
  return error instanceof ChatError
    ? error
    : new ChatError('connection-lost', String(error), { cause: error });
}
