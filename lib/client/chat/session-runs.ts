import 'client-only';
import { countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import { type ChatId, newMessageId, newRunId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { asChatError, FollowedRun, type FollowedRunOptions } from '../run/followed-run.ts';
import type { RunStart } from '../run/run-connection.ts';
import type { FollowResult } from '../run/run-transport.ts';
import { loadRunSettings, savePendingSettings } from '../settings/chosen-settings.ts';
import type { ChatRecord } from './chat-record.ts';
import type { SessionActivity } from './session-activity.ts';

type SessionRunsOptions = {
  chatId: ChatId;
  record: ChatRecord;
  activity: SessionActivity;
  /** Aborted when the tab leaves the chat. */
  closed: AbortSignal;
  /** The server has accepted a run that this tab started. */
  onStarted(): void;
  /** No run is followed any more. */
  onEnded(): void;
};

/** Starts the runs of one chat, attaches to them, and follows each to its end. */
export class SessionRuns {
  readonly #options: SessionRunsOptions;

  constructor(options: SessionRunsOptions) {
    this.#options = options;
  }

  /** Starts a run for the shown branch. @param question its last message, when that is not saved yet */
  async start(
    trigger: NonNullable<RunStart['trigger']>,
    model: string | undefined,
    question?: ChatMessage,
  ): Promise<void> {
    const { chatId, record } = this.#options;
    const runId = newRunId();
    const messages = [...record.tree.messages];
    const cut = trigger === 'continue-message' ? messages.at(-1) : undefined;
    const before = cut ? messages.slice(0, -1) : messages;
    const start: RunStart = { runId, messages, trigger, ...(model ? { model } : {}) };
    // Saved before the request: whenever this page goes away, the next one knows that there is a run to attach to.
    const continuedFrom = cut?.metadata?.runId;
    const metadata: RunMetadata = {
      runId,
      model: model ?? '',
      startedAt: Date.now(),
      ...(continuedFrom === undefined ? {} : { continuedFrom }),
    };
    const unended: ChatMessage = {
      id: cut?.id ?? runId,
      role: 'assistant',
      parts: cut?.parts ?? [],
      metadata,
    };
    const saved = Promise.all([question && record.save(question, before), record.save(unended, before)]);
    void saved.then(() => savePendingSettings(chatId));
    const settled = loadRunSettings(chatId).then((settings) => {
      if (settings) start.settings = settings;
    });
    await this.#follow(
      { start, before, known: cut ?? unended, shownLength: 0 },
      Promise.all([saved, settled]),
    );
  }

  /**
   * Attaches to the run that writes the last answer of `branch`, or the answer to its last question.
   * @returns `nothing` when the server has no run of this chat
   */
  attach(branch: readonly ChatMessage[], connection?: Promise<Response>): Promise<FollowResult> {
    const last = branch.at(-1);
    const answer = last?.role === 'assistant' ? last : undefined;
    const known = answer ?? { id: newMessageId(), parts: [] };
    const before = answer ? branch.slice(0, -1) : branch;
    // The server replays the run from its start. The page shows the replay once it is longer than the text on screen.
    return this.#follow({ before, known, shownLength: countAnswerCharacters(known), connection });
  }

  /** Attaches to the run whose connection was lost, if the server still has it. */
  async recover(): Promise<FollowResult> {
    const { record, activity } = this.#options;
    const lost = activity.takeLostRun();
    if (lost === undefined) return 'nothing';
    const answer = record.state.messages.find(({ id }) => id === lost.shownAnswer.id) ?? lost.shownAnswer;
    const result = await this.attach([...lost.before, answer]);
    if (result === 'nothing') void record.save(answer, lost.before); // as interrupted: now that is certain
    return result;
  }

  /** @param saved what must be stored before the run is requested */
  async #follow(
    followed: Omit<FollowedRunOptions, 'chatId' | 'closed'>,
    saved?: Promise<unknown>,
  ): Promise<FollowResult> {
    const { chatId, record, activity, closed, onStarted, onEnded } = this.#options;
    const { store } = record;
    const starts = followed.start !== undefined;
    const run = new FollowedRun(
      { ...followed, chatId, closed },
      {
        onAccepted: () => {
          store.set({ status: 'submitted', run: run.status });
          if (starts) onStarted();
        },
        onStatus: () => {
          if (activity.run === run) store.set({ run: run.status, stopping: run.stopping });
        },
        onAnswer: (hasContent) => {
          if (hasContent) store.set({ status: 'streaming' });
          record.showProgress(run);
        },
      },
    );
    activity.follow(run);
    record.publish({
      status: starts ? 'submitted' : record.state.status,
      run: run.status,
      stopping: false,
    });
    let result: FollowResult = 'ended';
    let lost = false;
    try {
      result = await run.follow(saved);
      if (result === 'ended') void record.putAndSave(run.answer, run.before);
    } catch (error) {
      if (activity.run === run) lost = this.#endWithout(run, error);
    }
    if (activity.run !== run) return result;
    if (lost) activity.loseRun(() => void this.recover());
    else activity.endRun();
    record.publish({ status: 'ready', run: undefined, stopping: false });
    onEnded();
    return result;
  }

  /** Ends the answer of a run that was not followed to its end. @returns whether the server may still have the run */
  #endWithout(run: FollowedRun, reason: unknown): boolean {
    const { record } = this.#options;
    if (run.stoppedHere) {
      record.end(run.answer, run.before, { outcome: 'stopped' });
      return false;
    }
    const error = asChatError(reason);
    record.endWithError(run.shownAnswer, run.before, error);
    return error.code === 'connection-lost';
  }
}
