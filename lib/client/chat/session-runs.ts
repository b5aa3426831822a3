import 'client-only';
import { countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import { newMessageId, newRunId, type RunId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { historyCode } from '../history/load-history.ts';
import type { EarlyConnection } from '../run/early-connection.ts';
import type { RunStart, RunTrigger } from '../run/run-connection.ts';
import { loadRunSettings, savePendingSettings } from '../settings/chosen-settings.ts';
import type { AutoContinuation } from './auto-continuation.ts';
import { describeStart, type Followed, mayBeUnderWay, type StartedAnswer } from './new-run.ts';
import { type AttachResult, type FollowEnd, RunFollower, type RunFollowerOptions } from './run-follower.ts';

type SessionRunsOptions = Omit<RunFollowerOptions, 'onChance' | 'goOn'>;

type RunContent = {
  /** The last message of the branch, when that is not saved yet. */
  question?: ChatMessage;
  /** The answer to which the run writes another version. */
  replaces?: string;
  /** The id of the run; a new one when absent. */
  runId?: RunId;
  /** Nobody has asked for the run. */
  continuation?: AutoContinuation;
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
  readonly #follower: RunFollower;

  constructor(options: SessionRunsOptions) {
    this.#options = options;
    const onChance = () => void this.recover({ isQuiet: true });
    this.#follower = new RunFollower({ ...options, onChance, goOn: (answerId) => this.goOn(answerId) });
  }

  /** Continues an answer that was interrupted, if it goes on by itself. @returns whether it does */
  goOn(answerId: string): boolean {
    const { activity, record } = this.#options;
    const answer = record.tree.find(answerId);
    const continuation = answer && historyCode.getState().value?.planAutoContinuation(answer);
    if (!continuation || activity.name !== 'idle') return false;
    void this.start('continue-message', continuation.model, { continuation });
    return true;
  }

  /**
   * Starts a run for the shown branch. If the connection to the last run was lost, or the chat has another live run, that one is
   * followed to its end first.
   */
  async start(trigger: RunTrigger, model: string | undefined, content: RunContent = {}): Promise<void> {
    const { activity, record } = this.#options;
    this.#follower.isHeld = true;
    const lostId = this.#follower.lostRun?.shownAnswer.id;
    const recovered = lostId === undefined ? undefined : await this.recover();
    const wantedId = content.replaces ?? (content.question ? undefined : record.tree.messages.at(-1)?.id);
    const isAnswered = recovered === 'ended' && wantedId === lostId;
    if (recovered !== 'left' && !isAnswered) await this.#start(trigger, model, content);
    this.#follower.isHeld = false;
    if (activity.run === undefined) this.#follower.rest();
  }

  async #start(
    trigger: RunTrigger,
    model: string | undefined,
    { question, replaces, continuation, ...content }: RunContent,
  ): Promise<void> {
    const { answerId, autoContinued } = continuation ?? {};
    const { tree } = this.#options.record;
    if (replaces !== undefined) tree.showBefore(replaces);
    const lastId = answerId ?? tree.messages.at(-1)?.id;
    const continuedId = trigger === 'continue-message' ? lastId : undefined;
    const runId = continuation?.runId ?? content.runId ?? newRunId(continuedId);
    let saved: Promise<unknown> | undefined;
    for (let waits = 0; ; waits++) {
      // Other tabs may show another branch meanwhile.
      const messages = lastId === undefined ? [] : [...tree.branchTo(lastId)];
      const start: RunStart = {
        ...{ runId, messages, trigger },
        ...(model && { model }),
        ...(autoContinued && { autoContinued }),
      };
      const followed = describeStart(start);
      saved ??= this.#save(followed, question);
      const end = await this.#follower.follow(followed, { ready: this.#prepare(start, saved) });
      const otherRun = end.name === 'failed' && end.error.code === 'run-active' ? end.error.runId : undefined;
      const isWaiting = otherRun !== undefined && waits < MAX_WAITS && (await this.#followOther(otherRun));
      if (!isWaiting) {
        await this.#follower.conclude(end);
        return;
      }
      const isContinued = tree.find(lastId ?? '')?.metadata?.runId === otherRun;
      if (isContinued) return; // another tab was asked for the same
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
    const end = await this.#follower.follow(followed, { isQuiet: isQuiet || !answer });
    // An early connection means that the server had accepted the run.
    if (end.name === 'nothing' && answer && !isEarly && mayBeUnderWay(answer) && !end.run.stopping) {
      return this.#follower.conclude(await this.#repeatStart(answer, followed.before));
    }
    return this.#follower.conclude(end);
  }

  /** Attaches to the runs of `branch` and of the other unended answers, one after another. */
  async attachAll(
    branch: readonly ChatMessage[],
    earlyConnection: EarlyConnection | undefined,
  ): Promise<void> {
    const { activity, record } = this.#options;
    const result = await this.attach(branch, { earlyConnection });
    const next = record.tree.unendedBranch();
    const isOver = result === 'ended' || result === 'missing';
    if (next?.at(-1)?.metadata && isOver && activity.name === 'idle') await this.attachAll(next, undefined);
  }

  /** Requests a run again whose request may have been lost with its page. The server starts it once. */
  #repeatStart(known: ChatMessage, before: readonly ChatMessage[]): Promise<FollowEnd> {
    const { runId, model, continuedFrom, autoContinued } = known.metadata as RunMetadata;
    const start: RunStart = {
      runId: runId as RunId,
      ...(model && { model }),
      ...(continuedFrom
        ? { messages: [...before, known], trigger: 'continue-message' }
        : { messages: [...before], trigger: 'submit-message' }),
      ...(autoContinued?.after && { autoContinued }),
    };
    const ready = this.#prepare(start, Promise.resolve());
    return this.#follower.follow({ start, before, known, shownLength: 0 }, { ready });
  }

  /** Attaches to the run whose connection was lost, if the server still has it. */
  async recover(options?: AttachOptions): Promise<AttachResult> {
    const { record, activity } = this.#options;
    const lost = this.#follower.lostRun;
    if (lost === undefined) return 'missing';
    activity.takeLostRun();
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
}
