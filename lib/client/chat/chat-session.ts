import 'client-only';
import { isLoadError, untilLoaded } from '#lib/lazy/lazy-value.ts';
import { countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, newMessageId, newRunId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { classifyHistoryError, historyCode, loadHistory } from '../history/load-history.ts';
import { MessageSaver } from '../history/message-saver.ts';
import { discardConnection, openEarlyConnection, setRunFollowed } from '../run/early-connection.ts';
import { asChatError, FollowedRun, type FollowedRunOptions } from '../run/followed-run.ts';
import { onOnlineOrVisible } from '../run/reconnect-backoff.ts';
import { buildBrowserToolStatus } from '../run/run-status.ts';
import type { RunStart } from '../run/run-transport.ts';
import { loadRunSettings, savePendingSettings } from '../settings/chosen-settings.ts';
import { LazyCalls } from '../tools/lazy-calls.ts';
import { type ChatState, NEW_CHAT, type QuestionContent } from './chat-state.ts';
import { ChatTree } from './chat-tree.ts';
import { StateStore } from './state-store.ts';
import { openTabChannel, type TabChannel } from './tab-channel.ts';

/**
 * One chat in one tab: its messages, its run, and their way to the browser's storage. While an answer is written its
 * state is published at most once a frame.
 */
export class ChatSession {
  readonly id: ChatId;
  readonly #store: StateStore<ChatState>;
  readonly #tree = new ChatTree();
  readonly #tabs: TabChannel;
  readonly #saver: MessageSaver;
  readonly #closed = new AbortController();
  #run: FollowedRun | undefined;
  /** The run that was given up with the connection, but may still be found: `forget` takes the listener for the connection off. */
  #lost: { run: FollowedRun; forget(): void } | undefined;
  readonly #calls: LazyCalls;
  /** Another tab told of a change while a run was followed here. */
  #changedElsewhere = false;
  #held = false;
  #earlyConnection: Promise<Response> | undefined;

  /** @param stored whether the chat is to be read from history; otherwise it is new. */
  constructor(id: ChatId, stored: boolean) {
    this.id = id;
    this.#store = new StateStore(stored ? { ...NEW_CHAT, status: 'opening' } : NEW_CHAT);
    this.#saver = new MessageSaver(id, (unsaved) => this.#store.set({ unsaved }));
    this.#tabs = openTabChannel(id, () => this.#catchUp());
    this.#calls = this.#openCalls();
    if (!stored) return;
    this.#earlyConnection = openEarlyConnection(id, this.#closed.signal);
    // Where the history says that there is nothing to follow, nobody reads it.
    void this.#open().then(() => discardConnection(this.#takeEarlyConnection()));
  }

  getState = (): ChatState => this.#store.getState();

  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Leaves the chat. A run goes on at the server; whoever opens the chat next follows it. */
  close(): void {
    this.#closed.abort();
    this.#run?.leave();
    this.#tabs.close();
    this.#saver.close();
    this.#lost?.forget();
    this.#store.close();
  }

  /** Adds a question and asks for its answer. @returns whether it did: a chat has one run at a time. */
  send(content: QuestionContent, model?: string): boolean {
    if (this.getState().status !== 'ready') return false;
    const parts: ChatMessage['parts'] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const question: ChatMessage = { id: newMessageId(), role: 'user', parts };
    this.#tree.put(question, this.#tree.messages.at(-1)?.id ?? null);
    this.#publish();
    void this.#ask('submit-message', model, question);
    return true;
  }

  /** Asks another version of a question. The one before it stays, with all that follows it. */
  edit(messageId: string, content: QuestionContent, model?: string): boolean {
    if (this.getState().status !== 'ready' || !this.#tree.has(messageId)) return false;
    this.#tree.showBefore(messageId);
    return this.send(content, model);
  }

  /** Asks for another version of an answer. The one before it stays, with all that follows it. */
  regenerate(messageId: string, model?: string): boolean {
    if (this.getState().status !== 'ready' || !this.#tree.has(messageId)) return false;
    this.#tree.showBefore(messageId);
    this.#publish();
    void this.#ask('regenerate-message', model);
    return true;
  }

  /** Asks again for the last answer, or for the one that the last question never got. */
  retry(model?: string): void {
    const last = this.getState().messages.at(-1);
    if (last?.role === 'assistant') this.regenerate(last.id, model);
    else if (this.getState().status === 'ready') void this.#ask('regenerate-message', model);
  }

  /** Goes on with the last answer: with the run that writes it, if it can be found again, else with a new one. */
  async continue(model?: string): Promise<void> {
    const last = this.getState().messages.at(-1);
    if (this.getState().status !== 'ready' || last?.role !== 'assistant') return;
    if (this.#lost?.run.shownAnswer.id === last.id && (await this.#findAgain()) === 'ended') return;
    void this.#ask('continue-message', model);
  }

  /** Allows or denies a call that asks. When each call of the answer has been seen to, the answer goes on. */
  async answerCall(toolCallId: string, consent: ConsentAnswer): Promise<void> {
    await this.#calls.answer(toolCallId, consent);
  }

  /** Ends the run, for everyone who follows it. What has been read stays. */
  stop(): void {
    if (this.#run) this.#run.stop();
    else this.#calls.stop();
  }

  /** Shows another version of a message, or one that is not on the branch that is shown. A run that is live goes on. */
  async switchTo(messageId: string): Promise<void> {
    if (!this.#tree.has(messageId)) return;
    // An answer that has not begun is a version too, to be found again by stepping.
    if (this.#run) this.#tree.put(this.#run.answer, this.#run.before.at(-1)?.id ?? null);
    this.#tree.show(messageId);
    this.#publish();
    try {
      const { saveShownBranch } = await loadHistory();
      await saveShownBranch(this.id, messageId);
      this.#tabs.notify();
    } catch (error) {
      this.#store.set({ unsaved: classifyHistoryError(error) });
    }
  }

  /** While a reader writes into what is shown, another tab's step to another version is not followed. */
  hold(held: boolean): void {
    this.#held = held;
  }

  /** Shows the branch that the run writes to. */
  showRun(): void {
    if (this.#run) void this.switchTo(this.#run.answer.id);
  }

  async #open(): Promise<void> {
    let found = false;
    try {
      const { loadTree } = await loadHistory();
      const tree = await loadTree(this.id);
      found = tree !== undefined;
      if (tree && !this.#closed.signal.aborted && this.#run === undefined) this.#tree.load(tree, this.#held);
    } catch (error) {
      if (isLoadError(error)) return this.#openOnceLoaded();
      this.#store.set({ unsaved: classifyHistoryError(error) });
    }
    if (this.#closed.signal.aborted || this.#run !== undefined) return;
    this.#publish({ status: 'ready', unknown: !found && !this.getState().unsaved });
    if (!found) return;
    const { messages } = this.#tree;
    const ended = messages.at(-1)?.metadata?.outcome !== undefined;
    const branch = ended ? this.#tree.branchToUnended() : messages;
    const last = branch?.at(-1);
    if (branch === undefined || last === undefined) return this.#calls.advance();
    if ((await this.#attach(branch)) === 'nothing' && last.role === 'assistant') {
      this.#endWith(
        last,
        branch.slice(0, -1),
        new ChatError('run-lost', 'The server no longer knows this run.'),
      );
    }
  }

  /** Waits for the code that reads the chat: without it, there is no telling whether the chat exists. */
  async #openOnceLoaded(): Promise<void> {
    try {
      await untilLoaded(historyCode, this.#closed.signal);
    } catch {
      return; // the chat was closed
    }
    await this.#open();
  }

  /** Another tab has changed the chat: shows what it is now, and follows the run that was begun there. */
  #catchUp(): void {
    this.#changedElsewhere = this.getState().run !== undefined;
    if (!this.#changedElsewhere) void this.#open();
  }

  /** Goes on with the answer at the end of `branch`, or to it, which was being written when it was last seen. */
  #attach(branch: readonly ChatMessage[]): Promise<'ended' | 'nothing'> {
    const last = branch.at(-1);
    const begun = last?.role === 'assistant' ? last : undefined;
    const known = begun ?? { id: newMessageId(), parts: [] };
    const before = begun ? branch.slice(0, -1) : branch;
    // The replay comes from the start: nothing is shown before it has caught up with what the reader had.
    return this.#follow({
      before,
      known,
      shownLength: countAnswerCharacters(known),
      connection: this.#takeEarlyConnection(),
    });
  }

  #takeEarlyConnection(): Promise<Response> | undefined {
    const connection = this.#earlyConnection;
    this.#earlyConnection = undefined;
    return connection;
  }

  /** The connection is back, or someone asks: looks whether the run that was given up is still there. */
  async #findAgain(): Promise<'ended' | 'nothing'> {
    const lost = this.#lost?.run;
    this.#forgetLost();
    if (this.#run !== undefined || lost === undefined) return 'nothing';
    const answer = this.getState().messages.find(({ id }) => id === lost.shownAnswer.id) ?? lost.shownAnswer;
    const found = await this.#attach([...lost.before, answer]);
    if (found === 'nothing') void this.#saver.save(answer, lost.before); // as it is shown: cut
    return found;
  }

  async #ask(
    trigger: NonNullable<RunStart['trigger']>,
    model: string | undefined,
    question?: ChatMessage,
  ): Promise<void> {
    this.#forgetLost();
    const runId = newRunId();
    const messages = [...this.#tree.messages];
    const cut = trigger === 'continue-message' ? messages.at(-1) : undefined;
    const before = cut ? messages.slice(0, -1) : messages;
    const start: RunStart = { runId, messages, trigger, ...(model ? { model } : {}) };
    // Kept before it is asked: whenever the page goes away, the next one knows that there is a run to follow.
    const metadata: RunMetadata = { runId, model: model ?? '', startedAt: Date.now() };
    const begun: ChatMessage = { id: cut?.id ?? runId, role: 'assistant', parts: cut?.parts ?? [], metadata };
    const kept = Promise.all([
      question && this.#saver.save(question, before),
      this.#saver.save(begun, before),
    ]);
    void kept.then(() => savePendingSettings(this.id));
    const settled = loadRunSettings(this.id).then((settings) => {
      if (settings) start.settings = settings;
    });
    await this.#follow({ start, before, known: cut ?? begun, shownLength: 0 }, Promise.all([kept, settled]));
  }

  /** Follows a run to its end. @param kept what must be stored before the run is asked for. */
  async #follow(
    asked: Omit<FollowedRunOptions, 'chatId' | 'closed'>,
    kept?: Promise<unknown>,
  ): Promise<'ended' | 'nothing'> {
    const options = { ...asked, chatId: this.id, closed: this.#closed.signal };
    const asks = options.start !== undefined;
    this.#run?.leave();
    const run = new FollowedRun(options, {
      onAccepted: () => {
        this.#store.set({ status: 'submitted', run: run.status });
        if (asks) this.#tabs.notify();
      },
      onStatus: () => {
        if (this.#run === run) this.#store.set({ run: run.status, stopping: run.stopping });
      },
      onAnswer: (spoke) => {
        if (spoke) this.#store.set({ status: 'streaming' });
        this.#store.inNextFrame(() => {
          if (this.#run === run) this.#show(run);
        });
      },
    });
    this.#run = run;
    setRunFollowed(this.id, true);
    this.#publish({ status: asks ? 'submitted' : this.getState().status, run: run.status, stopping: false });
    try {
      const result = await run.follow(kept);
      if (result === 'ended') {
        this.#put(run.answer, run.before);
        void this.#saver.save(run.answer, run.before);
      }
      return result;
    } catch (error) {
      if (this.#closed.signal.aborted || this.#run !== run) return 'ended';
      if (run.stoppedHere) this.#end(run.answer, run.before, { outcome: 'stopped' });
      else {
        const reason = asChatError(error);
        this.#endWith(run.shownAnswer, run.before, reason);
        // A connection that is back may find its run still there.
        if (reason.code === 'connection-lost')
          this.#lost = { run, forget: onOnlineOrVisible(() => void this.#findAgain()) };
      }
      return 'ended';
    } finally {
      if (this.#run === run) {
        this.#run = undefined;
        setRunFollowed(this.id, false);
        this.#publish({ status: 'ready', run: undefined, stopping: false });
        if (this.#changedElsewhere && !this.#closed.signal.aborted) this.#catchUp();
        this.#calls.advance();
      }
    }
  }

  #openCalls(): LazyCalls {
    return new LazyCalls({
      chatId: this.id,
      closed: this.#closed.signal,
      getAnswer: () => (this.#run === undefined ? this.getState().messages.at(-1) : undefined),
      updateAnswer: async (answer) => {
        const before = this.getState().messages.slice(0, -1);
        this.#put(answer, before);
        await this.#saver.save(answer, before);
        this.#tabs.notify();
      },
      onRunning: (tools) => {
        const run = tools.length > 0 ? buildBrowserToolStatus(tools) : undefined;
        this.#store.set({ status: run ? 'streaming' : 'ready', run });
      },
      continueAnswer: () => this.#ask('continue-message', this.getState().messages.at(-1)?.metadata?.model),
    });
  }

  #show(run: FollowedRun): void {
    if (!run.caughtUp) {
      this.#store.set({ run: run.status });
      return;
    }
    this.#put(run.answer, run.before, { run: run.status });
    this.#saver.checkpoint(run.answer, run.before);
  }

  /** The answer was cut, as far as can be known here. */
  #endWith(answer: ChatMessage, before: readonly ChatMessage[], { code, message }: ChatError): void {
    const outcome = countAnswerCharacters(answer) > 0 ? 'interrupted' : 'failed';
    this.#end(answer, before, { outcome, error: { code, message } });
  }

  /** Ends an answer. The end of one whose connection was lost is not stored: it is looked for when the chat is opened. */
  #end(
    answer: ChatMessage,
    before: readonly ChatMessage[],
    end: Pick<RunMetadata, 'outcome' | 'error'>,
  ): void {
    const known = answer.metadata ?? { runId: answer.id, model: '', startedAt: Date.now() };
    const message: ChatMessage = { ...answer, metadata: { ...known, ...end } };
    this.#put(message, before);
    if (end.error?.code !== 'connection-lost') void this.#saver.save(message, before);
  }

  #put(answer: ChatMessage, before: readonly ChatMessage[], change: Partial<ChatState> = {}): void {
    this.#tree.put(answer, before.at(-1)?.id ?? null);
    this.#publish(change);
  }

  #publish(change: Partial<ChatState> = {}): void {
    const { messages, versions } = this.#tree;
    const lastId = messages.at(-1)?.id;
    const run = this.#run;
    const runHidden = run !== undefined && lastId !== run.answer.id && lastId !== run.before.at(-1)?.id;
    this.#store.set({ messages, versions, runHidden, ...change });
  }

  #forgetLost(): void {
    this.#lost?.forget();
    this.#lost = undefined;
  }
}
