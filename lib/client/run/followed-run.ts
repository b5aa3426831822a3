import 'client-only';
import { pageSchedule } from '#lib/frames/render-schedule.ts';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunEvent } from '#lib/protocol/run-event.ts';
import { untilSaved } from '../history/storage-wait.ts';
import { openOverlay } from '../shell/shell-state.ts';
import { isStopPending, requestStop, wasStopped } from './pending-stops.ts';
import type { RunStart } from './run-connection.ts';
import { type FollowResult, followRun } from './run-transport.ts';
import type { SharedRun } from './shared/shared-run.ts';
import { type KnownAnswer, ShownRun } from './shown-run.ts';

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
  known: KnownAnswer;
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

/** A run that one tab follows to its end: the answer that its events build, its status, and how to stop it. */
export class FollowedRun extends ShownRun {
  readonly before: readonly ChatMessage[];
  readonly #options: FollowedRunOptions;
  readonly #events: FollowedRunEvents;
  readonly #controller = new AbortController();
  #runId: string | undefined;
  #accepted = false;
  #connection: Pick<SharedRun, 'release'> | undefined;

  constructor(options: FollowedRunOptions, events: FollowedRunEvents) {
    super(options.known, options.shownLength);
    this.before = options.before;
    this.#options = options;
    this.#events = events;
    this.#runId = options.start?.runId ?? options.runId;
    this.stopping = this.#runId !== undefined && isStopPending(this.#runId);
  }

  /** The id of the run; undefined until the server has named it. */
  get runId(): string | undefined {
    return this.#runId;
  }

  /** The run was stopped before the server had accepted it. */
  get stoppedHere(): boolean {
    return this.stopping && this.#controller.signal.aborted;
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
    if (start?.autoContinued) this.stopping ||= wasStopped(known.metadata?.continuedFrom);
    if (this.stopping && start) this.#controller.abort();
    return followRun({
      chatId,
      connection,
      giveUpMs,
      throttle: (servesOthers) => pageSchedule.untilReadable(servesOthers),
      ...(start ? { start } : { runId: this.#runId }),
      signal: this.#controller.signal,
      onOpening: (connection) => {
        this.#connection = connection;
      },
      onAccepted: (runId) => {
        this.#runId = runId;
        this.#accepted = true;
        this.tracker.markAccepted(runId);
        if (this.stopping) this.#sendStop(runId);
        this.#events.onAccepted();
      },
      onConnection: (...connection) => {
        if (this.tracker.setConnection(...connection)) this.#events.onStatus();
        this.#leaveStoppedStart();
      },
      onEvents: (events) => this.apply(events),
    });
  }

  /** Stops the run for every reader. */
  stop(): void {
    if (this.stopping) return;
    this.stopping = true;
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
    if (!this.stopping || this.#accepted || !start || this.status.connectionLostAt === undefined) return;
    void requestStop({ chatId, runId: start.runId });
    this.leave();
  }

  /** Stops following. The run itself continues. */
  leave(): void {
    this.#controller.abort();
  }

  override apply(events: readonly RunEvent[]): void {
    super.apply(events);
    this.#events.onAnswer(events.some(isContent));
  }

  /**
   * Sends the stop. Over HTTP/1.1 a browser opens at most six connections to a server, and the streams of several tabs can take
   * all of them: a stop that is not answered soon overtakes the stream of this run, which is opened again behind it.
   */
  #sendStop(runId: string): void {
    const confirmed = requestStop({ chatId: this.#options.chatId, runId });
    const timer = setTimeout(() => this.#connection?.release(), RELEASE_MS);
    void confirmed.then((isConfirmed) => {
      clearTimeout(timer);
      if (isConfirmed) return;
      this.stopping = false; // the reader may try again
      this.#events.onStatus();
    });
  }
}

function isContent(event: RunEvent): boolean {
  return event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'tool-input-start';
}

function asChatError(error: unknown): ChatError {
  return error instanceof ChatError
    ? error
    : new ChatError('connection-lost', String(error), { cause: error });
}
