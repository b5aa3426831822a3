import 'client-only';
import type { MessageNode, StoredTree } from '#lib/client/history/chat-history.ts';
import type { EarlyConnection } from '#lib/client/run/early-connection.ts';
import type { LazyCalls } from '#lib/client/tools/lazy-calls.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import type { ChatRecord } from '../chat-record.ts';
import type { ChatState, ComparedAnswer } from '../chat-state.ts';
import type { SessionActivity } from '../session-activity.ts';
import type { createSessionParts } from '../session-parts.ts';
import type { SessionRuns } from '../session-runs.ts';
import { newComparedRunId } from './compared-ids.ts';
import { RunTimeline } from './run-timeline.ts';

export type ComparedRunOptions = {
  chatId: ChatId;
  /** The model that answers. */
  model: string;
  /** The chat as it is known. Its last message is the question, or the answer. */
  stored: StoredTree;
  /** The state has changed. */
  onChange(): void;
  /** The chat has changed, as the browser's other tabs have to know. */
  notifyTabs(): void;
  createParts: typeof createSessionParts;
};

/**
 * One answer of a comparison, with its runs: a chat session that shows one branch of the chat and stays on it. Its runs take place in
 * a chat of their own on the server (`chatOfRun`), so that they do not exclude those of the other answers.
 */
export class ComparedRun implements ComparedAnswer {
  readonly model: string;
  readonly timeline = new RunTimeline();
  readonly #record: ChatRecord;
  readonly #activity: SessionActivity;
  readonly #runs: SessionRuns;
  readonly #calls: LazyCalls;
  readonly #closed = new AbortController();
  #answerId = '';

  constructor({ chatId, model, stored, onChange, notifyTabs, createParts }: ComparedRunOptions) {
    this.model = model;
    const { record, activity, calls, runs } = createParts({
      chatId,
      initial: { name: 'idle' },
      closed: this.#closed.signal,
      onMissedChange: () => void this.#reopen(),
      onChanged: notifyTabs,
    });
    this.#record = record;
    this.#activity = activity;
    this.#calls = calls;
    this.#runs = runs;
    record.tree.load(stored);
    const last = record.tree.messages.at(-1);
    if (last?.role === 'assistant') this.#answerId = last.id;
    this.#record.publish();
    this.#observe();
    this.#record.store.subscribe(() => {
      this.#observe();
      onChange();
    });
  }

  get answerId(): string {
    return this.#answerId;
  }

  /** The answer as far as it has arrived. */
  get answer(): ChatMessage | undefined {
    return this.#record.tree.find(this.#answerId) ?? this.#activity.run?.answer;
  }

  /** All messages of the chat that the answer's session has, earlier versions of the answer included. */
  get nodes(): readonly MessageNode[] {
    return this.#record.tree.nodes;
  }

  get isLive(): boolean {
    return this.getState().status !== 'ready';
  }

  getState = (): ChatState => this.#record.state;

  subscribe = (listener: () => void): (() => void) => this.#record.store.subscribe(listener);

  /** Starts a run for the question. @param position that of the answer in the comparison */
  start(position = 0): void {
    const runId = newComparedRunId(position);
    const replaces = this.#answerId ? { replaces: this.#answerId } : {};
    this.#answerId = runId;
    const trigger = replaces.replaces ? 'regenerate-message' : 'submit-message';
    void this.#runs.start(trigger, this.model, { runId, ...replaces });
  }

  /** Takes over what the browser has stored of the answer, and attaches to its run if it has not ended. */
  open(stored: StoredTree, earlyConnection?: EarlyConnection): void {
    const { tree } = this.#record;
    const isBusy = this.#activity.deferChange();
    if (!isBusy) tree.load(stored, true);
    const answer = tree.find(this.#answerId);
    if (isBusy || answer === undefined) {
      earlyConnection?.discard();
      return;
    }
    this.#record.publish();
    if (answer.metadata?.outcome === undefined)
      void this.#runs.attach(tree.branchTo(answer.id), { earlyConnection });
    else {
      earlyConnection?.discard();
      if (!this.#runs.goOn(answer.id)) this.#calls.advance();
    }
  }

  stop = (): void => {
    const { run } = this.#activity;
    if (run) run.stop();
    else this.#calls.stop();
  };

  /** Writes the answer again. The one before it stays as a version. */
  retry = (): void => {
    if (!this.isLive) this.start();
  };

  continue = (): void => {
    if (!this.isLive) void this.#runs.start('continue-message', this.model);
  };

  answerCall = (toolCallId: string, consent: ConsentAnswer): void => {
    void this.#calls.answer(toolCallId, consent);
  };

  /** Leaves the answer. Its run goes on at the server. */
  close(): void {
    this.#closed.abort();
    this.#activity.close();
    this.#record.close();
  }

  #observe(): void {
    const { run } = this.getState();
    this.timeline.observe(this.isLive ? (run?.phase.name ?? 'connecting') : 'ended', this.answer);
  }

  async #reopen(): Promise<void> {
    const stored = await this.#record.read().catch(() => undefined);
    if (stored) this.open(stored);
  }
}
