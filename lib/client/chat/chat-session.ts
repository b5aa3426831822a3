import 'client-only';
import { isLoadError, untilLoaded } from '#lib/lazy/lazy-value.ts';
import { type ChatId, newMessageId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import type { StoredTree } from '../history/chat-history.ts';
import { classifyHistoryError, historyCode, loadHistory } from '../history/load-history.ts';
import { openEarlyConnection } from '../run/early-connection.ts';
import type { LazyCalls } from '../tools/lazy-calls.ts';
import type { ChatRecord } from './chat-record.ts';
import type { ChatState, QuestionContent, SendOptions } from './chat-state.ts';
import { LazyComparison } from './compare/lazy-comparison.ts';
import type { SessionActivity } from './session-activity.ts';
import { createSessionParts } from './session-parts.ts';
import type { SessionRuns } from './session-runs.ts';
import { openTabChannel, type TabChannel } from './tab-channel.ts';

/**
 * One chat in one tab: what a reader can do with it. `ChatRecord` publishes and saves its messages, `SessionRuns` starts and
 * follows its runs, and `SessionActivity` is the state between them. While an answer streams, the state is published at
 * most once a frame.
 */
export class ChatSession {
  readonly id: ChatId;
  readonly #record: ChatRecord;
  readonly #activity: SessionActivity;
  readonly #runs: SessionRuns;
  readonly #calls: LazyCalls;
  readonly #comparison: LazyComparison;
  readonly #tabs: TabChannel;
  readonly #closed = new AbortController();
  #branchPinned = false;

  /** @param stored whether to read the chat from the history; otherwise it is new. */
  constructor(id: ChatId, stored: boolean) {
    this.id = id;
    const notifyTabs = () => this.#tabs.notify();
    const parts = createSessionParts({
      chatId: id,
      initial: stored ? { name: 'opening', earlyConnection: openEarlyConnection(id) } : { name: 'idle' },
      closed: this.#closed.signal,
      onMissedChange: () => void this.#open(),
      onChanged: notifyTabs,
    });
    this.#record = parts.record;
    this.#activity = parts.activity;
    this.#calls = parts.calls;
    this.#runs = parts.runs;
    this.#tabs = openTabChannel(id, () => {
      if (!this.#activity.deferChange()) void this.#open();
    });
    this.#comparison = new LazyComparison({
      ...parts,
      chatId: id,
      closed: this.#closed.signal,
      notifyTabs,
    });
    if (stored) void this.#open();
  }

  getState = (): ChatState => this.#record.state;

  subscribe = (listener: () => void): (() => void) => this.#record.store.subscribe(listener);

  /** Leaves the chat. A run continues on the server; whoever opens the chat next follows it. */
  close(): void {
    this.#closed.abort();
    this.#comparison.close();
    this.#activity.close();
    this.#tabs.close();
    this.#record.close();
  }

  /**
   * Adds a question and starts a run for it.
   * @param take takes a question that waited out of the queue; if another tab has taken it, it is not sent
   * @returns false while the chat is not ready: it has one run, or one comparison, at a time.
   */
  send(content: QuestionContent, model?: string, options: SendOptions = {}): boolean {
    if (!this.#isReady) return false;
    const parts: ChatMessage['parts'] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const question: ChatMessage = { id: newMessageId(), role: 'user', parts };
    const before = this.#record.tree.messages;
    this.#record.store.set({ restored: false });
    if (options.take || options.compared) {
      void this.#sendOnceStored(question, before, { model, ...options });
      return true;
    }
    this.#record.put(question, before);
    void this.#runs.start('submit-message', model, { question });
    return true;
  }

  /** Sends another version of a question. The version before it stays, with everything that follows it. */
  edit(messageId: string, content: QuestionContent, model?: string): boolean {
    if (!this.#canReplace(messageId)) return false;
    this.#record.tree.showBefore(messageId);
    return this.send(content, model);
  }

  /** Starts a run for another version of an answer. The version before it stays, with everything that follows it. */
  regenerate(messageId: string, model?: string): boolean {
    if (!this.#canReplace(messageId)) return false;
    void this.#runs.start('regenerate-message', model, { replaces: messageId });
    return true;
  }

  /** Compares an answer with those of other models to the same question. */
  compare(messageId: string, models: readonly string[]): void {
    if (this.#canReplace(messageId)) void this.#comparison.start({ answerId: messageId, models });
  }

  /** Regenerates the last answer, or starts a run for a last question that has no answer. */
  retry(model?: string): void {
    const last = this.getState().messages.at(-1);
    if (last?.role === 'assistant') this.regenerate(last.id, model);
    else if (last && this.#isReady) void this.#runs.start('regenerate-message', model);
  }

  /** Continues the last answer, from the state that the last tab has stored. */
  async continue(model?: string): Promise<void> {
    if (!this.#isReady) return;
    await this.#record.reload();
    const last = this.getState().messages.at(-1);
    if (!this.#isReady || last?.role !== 'assistant' || last.metadata?.outcome === 'complete') return;
    await this.#runs.start('continue-message', model);
  }

  /** Allows or denies a tool call that awaits approval. Once every call of the answer is settled, the answer continues. */
  async answerCall(toolCallId: string, consent: ConsentAnswer): Promise<void> {
    await this.#calls.answer(toolCallId, consent);
  }

  /** Stops the run for every reader. The text that has arrived stays. */
  stop(): void {
    const { run } = this.#activity;
    if (run) run.stop();
    else if (this.getState().comparing) this.#comparison.stop();
    else this.#calls.stop();
  }

  /** Shows a message and the branch that it is on. A run that is in progress continues. */
  async switchTo(messageId: string): Promise<void> {
    const { tree, store } = this.#record;
    if (!tree.has(messageId)) return;
    // An answer without content yet is a version too: the reader must be able to switch back to it.
    const { run } = this.#activity;
    if (run) tree.put(run.answer, run.before.at(-1)?.id ?? null);
    tree.show(messageId);
    this.#record.publish();
    try {
      const { saveShownBranch } = await loadHistory();
      await saveShownBranch(this.id, messageId);
      this.#tabs.notify();
    } catch (error) {
      store.set({ unsaved: classifyHistoryError(error) });
    }
  }

  /** Pins the shown branch while the reader edits a message in it: another tab's switch to a version is not followed. */
  pinBranch(pinned: boolean): void {
    this.#branchPinned = pinned;
  }

  /** Shows the branch that the run writes to. */
  showRun(): void {
    const { run } = this.#activity;
    if (run) void this.switchTo(run.answer.id);
  }

  async #sendOnceStored(
    question: ChatMessage,
    before: readonly ChatMessage[],
    { model, take, compared }: SendOptions & { model: string | undefined },
  ): Promise<void> {
    this.#record.store.set({ status: 'submitted' });
    const isTaken = !take || (await this.#record.take(question, before, take));
    if (!take) this.#record.put(question, before);
    if (this.#closed.signal.aborted) return; // a question without a run can be retried
    if (!isTaken) {
      if (!this.#activity.run) this.#record.publish({ status: 'ready' });
    } else if (compared) await this.#comparison.start({ question, before, models: compared });
    else await this.#runs.start('submit-message', model);
  }

  /** The chat has neither a run nor a comparison. */
  get #isReady(): boolean {
    const { status, comparing } = this.getState();
    return status === 'ready' && !comparing;
  }

  #canReplace(messageId: string): boolean {
    return this.#isReady && this.#record.tree.has(messageId);
  }

  /** Reads the chat from the history, and attaches to the run of its last unended answer. */
  async #open(): Promise<void> {
    const { tree, store } = this.#record;
    let stored: StoredTree | undefined;
    try {
      stored = await this.#record.read();
    } catch (error) {
      if (isLoadError(error)) return this.#openOnceLoaded();
      store.set({ unsaved: classifyHistoryError(error) });
    }
    if (this.#activity.deferChange()) return; // a run began meanwhile, or the chat was closed
    const earlyConnection = this.#activity.finishOpening();
    if (stored) tree.load(stored, this.#branchPinned);
    this.#record.publish({ status: 'ready', unknown: !stored && !this.getState().unsaved });
    if (stored && this.#comparison.open(stored, earlyConnection)) return;
    const branch = stored && tree.unendedBranch();
    if (branch?.length) {
      await this.#runs.attachAll(branch, earlyConnection);
      return;
    }
    earlyConnection?.discard();
    const last = this.getState().messages.at(-1);
    if (!last || !this.#runs.goOn(last.id)) this.#calls.advance();
  }

  /** Opens the chat when its code is loaded: until then nobody knows whether the chat exists. */
  async #openOnceLoaded(): Promise<void> {
    try {
      await untilLoaded(historyCode, this.#closed.signal);
    } catch {
      return; // the chat was closed
    }
    await this.#open();
  }
}
