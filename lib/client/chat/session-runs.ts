import 'client-only';
import { countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, newMessageId, newRunId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { EarlyConnection } from '../run/early-connection.ts';
import { asChatError, FollowedRun } from '../run/followed-run.ts';
import type { RunStart, RunTrigger } from '../run/run-connection.ts';
import { loadRunSettings, savePendingSettings } from '../settings/chosen-settings.ts';
import type { ChatRecord } from './chat-record.ts';
import { describeStart, type Followed, type StartedAnswer } from './new-run.ts';
import type { SessionActivity } from './session-activity.ts';

type SessionRunsOptions = {
  chatId: ChatId;
  record: ChatRecord;
  activity: SessionActivity;
  /** The server has accepted a run that this tab started. */
  onStarted(): void;
  /** No run is followed any more. */
  onEnded(): void;
};

/** How the following of a run ended. `nothing`: there is no such run. `left`: the tab has left the run meanwhile. */
type FollowEnd = { run: FollowedRun } & (
  | { name: 'ended' | 'nothing' | 'left' }
  | { name: 'failed'; error: ChatError }
);

/** `missing`: the server does not have the run. `lost`: it may still have it, and cannot be reached. */
type AttachResult = 'ended' | 'missing' | 'lost' | 'left';

type RunContent = {
  /** The last message of the branch, when that is not saved yet. */
  question?: ChatMessage;
  /** The answer to which the run writes another version. */
  replaces?: string;
};

type FollowMode = {
  /** What must be done before the run is requested. */
  ready?: Promise<unknown>;
  /** Shows nothing until the server has the run. */
  isQuiet?: boolean;
};

export type AttachOptions = {
  /** A connection that was opened before the history was read. */
  earlyConnection?: EarlyConnection | undefined;
  /** Tries once, and shows nothing until the server has found the run. */
  isQuiet?: boolean;
};

/** After so many runs of other tabs, a question is not sent again. */
const MAX_WAITS = 5;

/** Starts the runs of one chat, attaches to them, and follows each to its end. */
export class SessionRuns {
  readonly #options: SessionRunsOptions;
  /** A run is about to start: the chat is not ready between the runs that it waits for. */
  #isStarting = false;

  constructor(options: SessionRunsOptions) {
    this.#options = options;
  }

  /**
   * Starts a run for the shown branch. If the connection to the last run was lost, or the chat has another live run, that one is
   * followed to its end first.
   */
  async start(trigger: RunTrigger, model: string | undefined, content: RunContent = {}): Promise<void> {
    const { activity, record } = this.#options;
    this.#isStarting = true;
    const lostId = activity.lostRun?.shownAnswer.id;
    const recovered = activity.lostRun ? await this.recover() : undefined;
    const wantedId = content.replaces ?? (content.question ? undefined : record.tree.messages.at(-1)?.id);
    const isAnswered = recovered === 'ended' && wantedId === lostId;
    if (recovered !== 'left' && !isAnswered) await this.#start(trigger, model, content);
    this.#isStarting = false;
    if (activity.run === undefined) this.#rest();
  }

  async #start(
    trigger: RunTrigger,
    model: string | undefined,
    { question, replaces }: RunContent,
  ): Promise<void> {
    const runId = newRunId();
    if (replaces !== undefined) this.#options.record.tree.showBefore(replaces);
    let saved: Promise<unknown> | undefined;
    for (let waits = 0; ; waits++) {
      const messages = [...this.#options.record.tree.messages];
      const start: RunStart = { runId, messages, trigger, ...(model ? { model } : {}) };
      const followed = describeStart(start);
      saved ??= this.#save(followed, question);
      const end = await this.#follow(followed, { ready: this.#prepare(start, saved) });
      const otherRun = end.name === 'failed' && end.error.code === 'run-active' ? end.error.runId : undefined;
      const isWaiting = otherRun !== undefined && waits < MAX_WAITS && (await this.#followOther(otherRun));
      if (isWaiting) continue;
      await this.#conclude(end);
      return;
    }
  }

  /**
   * Attaches to the run that writes the last answer of `branch`, or the answer to its last question. An answer whose run is
   * gone ends as interrupted, unless another tab has stored all of it.
   */
  async attach(
    branch: readonly ChatMessage[],
    { earlyConnection, isQuiet = false }: AttachOptions = {},
  ): Promise<AttachResult> {
    const last = branch.at(-1);
    const answer = last?.role === 'assistant' ? last : undefined;
    const runId = answer?.metadata?.runId;
    const isEarly = earlyConnection !== undefined && earlyConnection.runId === runId;
    if (!isEarly) earlyConnection?.discard();
    const known = answer ?? { id: newMessageId(), parts: [] };
    const followed: Followed = {
      before: answer ? branch.slice(0, -1) : branch,
      known,
      runId,
      connection: isEarly ? earlyConnection.response : undefined,
      // The server replays the run from its start. The page shows the replay once it is longer than the text on screen.
      shownLength: countAnswerCharacters(known),
      ...(isQuiet ? { giveUpMs: 0 } : {}),
    };
    const end = await this.#follow(followed, { isQuiet: isQuiet || !answer });
    return this.#conclude(end);
  }

  /** Attaches to the run whose connection was lost, if the server still has it. */
  async recover(options?: AttachOptions): Promise<AttachResult> {
    const { record, activity } = this.#options;
    const lost = activity.takeLostRun();
    if (lost === undefined) return 'missing';
    const answer = record.tree.find(lost.shownAnswer.id) ?? lost.shownAnswer;
    return this.attach([...lost.before, answer], options);
  }

  /** Follows another live run of this chat to its end. @returns false when its answer is not in this browser's history */
  async #followOther(runId: string): Promise<boolean> {
    const { record, activity } = this.#options;
    const { run } = activity;
    await record.reload();
    const branch = record.tree.branchOfRun(runId);
    if (branch === undefined || activity.run !== run) return false;
    return (await this.attach(branch)) !== 'left';
  }

  /**
   * Stores the question and the unended answer before the run is requested: whenever this page goes away, the next one knows
   * that there is a run to attach to.
   */
  #save({ before, known }: StartedAnswer, question?: ChatMessage): Promise<unknown> {
    const { chatId, record } = this.#options;
    const saved = Promise.all([question && record.save(question, before), record.save(known, before)]);
    void saved.then(() => savePendingSettings(chatId));
    return saved;
  }

  /** Resolves when everything is ready for the request. */
  async #prepare(start: RunStart, saved: Promise<unknown>): Promise<void> {
    const settings = loadRunSettings(this.#options.chatId).then((loaded) => {
      if (loaded) start.settings = loaded;
    });
    await Promise.all([saved, settings]);
  }

  /** @param ready what must be done before the run is requested */
  async #follow(followed: Followed, { ready, isQuiet = false }: FollowMode = {}): Promise<FollowEnd> {
    const { chatId, record, activity, onStarted } = this.#options;
    const starts = followed.start !== undefined;
    const run = new FollowedRun(
      { ...followed, chatId },
      {
        onAccepted: () => {
          if (activity.run !== run) return;
          activity.recordRun(run);
          record.store.set({ status: 'submitted', run: run.status });
          if (starts) onStarted();
        },
        onStatus: () => {
          if (activity.run === run && !isQuiet) record.store.set({ run: run.status, stopping: run.stopping });
        },
        onAnswer: (hasContent) => {
          if (activity.run !== run) return;
          if (hasContent) record.store.set({ status: 'streaming', recovering: false });
          record.showProgress(run);
        },
      },
    );
    activity.follow(run);
    const shown = {
      status: 'submitted',
      recovering: !starts,
      run: run.status,
      stopping: run.stopping,
    } as const;
    record.publish(isQuiet ? {} : shown);
    try {
      const name = await run.follow(ready);
      if (name === 'ended') void record.putAndSave(run.answer, run.before);
      return { run, name: activity.run === run ? name : 'left' };
    } catch (reason) {
      return activity.run === run
        ? { run, name: 'failed', error: asChatError(reason) }
        : { run, name: 'left' };
    }
  }

  /** Ends the answer of a run that is not followed any more, and lets the chat rest. */
  async #conclude(end: FollowEnd): Promise<AttachResult> {
    const { activity } = this.#options;
    const { run } = end;
    if (end.name === 'left') return 'left';
    const result = end.name === 'ended' ? 'ended' : await this.#endWithout(end);
    if (activity.run !== run) return 'left';
    if (result === 'lost') activity.loseRun(() => void this.recover({ isQuiet: true }));
    else activity.endRun();
    this.#rest();
    return result;
  }

  /** Ends the answer of a run that was not followed to its end. */
  async #endWithout(end: Exclude<FollowEnd, { name: 'ended' | 'left' }>): Promise<AttachResult> {
    const { record, activity } = this.#options;
    const { run } = end;
    const error =
      end.name === 'failed' ? end.error : new ChatError('run-lost', 'The server has no such run.');
    const isLost = error.code === 'connection-lost';
    if (run.stoppedHere || (run.stopping && !isLost)) {
      record.end(run.shownAnswer, run.before, { outcome: 'stopped' });
      return 'ended';
    }
    // Another tab may have received the whole answer.
    await record.reload();
    if (activity.run !== run) return 'left';
    if (record.hasWhole(run.shownAnswer)) return 'ended';
    if (run.answer.metadata) record.endWithError(run.shownAnswer, run.before, error);
    return isLost ? 'lost' : 'missing';
  }

  /** No run is followed any more. */
  #rest(): void {
    if (this.#isStarting) return;
    const { record, onEnded } = this.#options;
    record.publish({ status: 'ready', run: undefined, stopping: false, recovering: false });
    onEnded();
  }
}
