import 'client-only';
import { nextTask } from '#lib/lazy/next-task.ts';
import { countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { FollowedRun } from '../run/followed-run.ts';
import type { ChatRecord } from './chat-record.ts';
import type { Followed } from './new-run.ts';
import type { SessionActivity } from './session-activity.ts';

export type RunFollowerOptions = {
  chatId: ChatId;
  record: ChatRecord;
  activity: SessionActivity;
  /** The server has accepted a run that this tab started. */
  onStarted(): void;
  /** Continues the answer of a run that has been followed, if it goes on by itself. @returns whether it does */
  goOn(answerId: string): boolean;
  /** No run is followed any more. */
  onEnded(): void;
  /** A connection to the run that was lost is likely again. */
  onChance(): void;
};

/** How the following of a run ended. `nothing`: there is no such run. `left`: the tab has left the run meanwhile. */
export type FollowEnd = { run: FollowedRun } & (
  | { name: 'ended' | 'nothing' | 'left' }
  | { name: 'failed'; error: ChatError }
);

/** `missing`: the server does not have the run. `lost`: it may still have it, and cannot be reached. */
export type AttachResult = 'ended' | 'missing' | 'lost' | 'left';

type FollowMode = {
  /** What must be done before the run is requested. */
  ready?: Promise<unknown>;
  /** Shows nothing until the server has the run. */
  isQuiet?: boolean;
};

/** Follows one run at a time to its end, publishes what it brings, and ends its answer. */
export class RunFollower {
  readonly #options: RunFollowerOptions;
  /** The last run that was looked for without showing it. */
  #quietRun: FollowedRun | undefined;
  /** The run that was followed last. */
  #last: FollowedRun | undefined;
  /** Another run is about to be followed: the chat does not rest in between. */
  isHeld = false;

  constructor(options: RunFollowerOptions) {
    this.#options = options;
  }

  /** The run whose connection was lost, also while the page looks for it without a word. */
  get lostRun(): FollowedRun | undefined {
    const { run, lostRun } = this.#options.activity;
    return lostRun ?? (run === this.#quietRun ? run : undefined);
  }

  /** @param ready what must be done before the run is requested */
  async follow(followed: Followed, { ready, isQuiet = false }: FollowMode = {}): Promise<FollowEnd> {
    const { chatId, record, activity, onStarted } = this.#options;
    const starts = followed.start !== undefined;
    let isHidden = isQuiet;
    const run = new FollowedRun(
      { ...followed, chatId },
      {
        onAccepted: () => {
          if (activity.run !== run) return;
          isHidden = false;
          this.#quietRun = undefined;
          activity.recordRun(run);
          record.store.set({ status: 'submitted', run: run.status });
          if (starts) onStarted();
        },
        onStatus: () => {
          if (activity.run === run && !isHidden)
            record.store.set({ run: run.status, stopping: run.stopping });
        },
        onAnswer: (hasContent) => {
          if (activity.run !== run) return;
          if (hasContent) record.store.set({ status: 'streaming', recovering: false });
          record.showProgress(run);
        },
      },
    );
    activity.follow(run);
    this.#quietRun = isQuiet && followed.runId !== undefined ? run : undefined;
    const shown = {
      status: 'submitted',
      recovering: !starts,
      run: run.status,
      stopping: run.stopping,
    } as const;
    record.publish(isHidden ? {} : shown);
    try {
      const name = await run.follow(ready);
      await nextTask(); // the last words were read in this one
      if (name === 'ended') void record.putAndSave(run.answer, run.before);
      return { run, name: activity.run === run ? name : 'left' };
    } catch (reason) {
      if (activity.run !== run) return { run, name: 'left' };
      const error = run.explainFailure(reason);
      // The chat's latest run is the one that this run continues, so the server does not have this one.
      const { continuedFrom } = followed.known.metadata ?? {};
      const isUnknown = error.code === 'run-changed' && continuedFrom && error.runId === continuedFrom;
      return isUnknown ? { run, name: 'nothing' } : { run, name: 'failed', error };
    }
  }

  /** Ends the answer of a run that is not followed any more, and lets the chat rest. */
  async conclude(end: FollowEnd): Promise<AttachResult> {
    const { activity, onChance } = this.#options;
    const { run } = end;
    if (end.name === 'left') return 'left';
    this.#last = run;
    const result = end.name === 'ended' ? 'ended' : await this.#endWithout(end);
    if (activity.run !== run) return 'left';
    if (result === 'lost') activity.loseRun(onChance);
    else activity.endRun();
    this.rest();
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
    const present = record.tree.find(run.shownAnswer.id);
    const owner = present?.metadata?.runId;
    const { runId, continuedFrom } = run.answer.metadata ?? {};
    if (owner !== undefined && owner !== runId && owner !== continuedFrom) {
      activity.deferChange(); // another tab has continued the answer, so the chat is read again
      return 'ended';
    }
    if (record.hasWhole(run.shownAnswer)) {
      // A tab that has stopped the run may have done so before the server had it.
      if (present?.metadata?.outcome === 'stopped') run.stop();
      return 'ended';
    }
    if (run.answer.metadata) record.endWithError(longest(run.shownAnswer, present), run.before, error);
    return isLost ? 'lost' : 'missing';
  }

  /** No run is followed any more. */
  rest(): void {
    if (this.isHeld) return;
    const { record, goOn, onEnded } = this.#options;
    const last = this.#last;
    this.#last = undefined;
    if (last && goOn(last.answer.id)) return;
    record.publish({ status: 'ready', run: undefined, stopping: false, recovering: false });
    onEnded();
  }
}

/** Another tab may have received more of an answer than this one. */
function longest(answer: ChatMessage, stored: ChatMessage | undefined): ChatMessage {
  return stored && countAnswerCharacters(stored) > countAnswerCharacters(answer) ? stored : answer;
}
