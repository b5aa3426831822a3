import 'client-only';
import { AnswerBuilder, lengthOf } from '#lib/protocol/answer-builder.ts';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, newMessageId, newRunId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunEvent, RunMetadata } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { loadHistory } from './load-history.ts';
import { MessageKeeper, untilKept } from './message-keeper.ts';
import { type RunStatus, RunWatch } from './run-status.ts';
import { followRun, type RunStart, requestStop } from './run-transport.ts';
import { StateStore } from './state-store.ts';
import { openTabNews, type TabNews } from './tab-news.ts';
import { CallsWhenNeeded } from './tools/calls-when-needed.ts';
import { onLineBack } from './wait-for-line.ts';

/** `opening`: read from history. `submitted`: asked, nothing heard. `streaming`: the answer is coming. */
export type ChatStatus = 'opening' | 'ready' | 'submitted' | 'streaming';

export type ChatState = {
  messages: readonly ChatMessage[];
  status: ChatStatus;
  /** What the run that is followed is at. */
  run: RunStatus | undefined;
  /** A stop is on its way. */
  stopping: boolean;
  /** There is no chat of this id in this browser. */
  unknown: boolean;
  /** The browser keeps nothing: the chat lives in memory. */
  unsaved: boolean;
};

/** A run as this tab follows it: whether the server has it, and whether the reader wants it ended. */
type FollowedRun = { accepted: boolean; stopWanted: boolean; controller: AbortController; watch: RunWatch };

const NEW: ChatState = {
  messages: [],
  status: 'ready',
  run: undefined,
  stopping: false,
  unknown: false,
  unsaved: false,
};

/**
 * One chat in one tab: its messages, its run, and their way to the browser's storage. While an answer is written its
 * state is published at most once a frame.
 */
export class ChatSession {
  readonly id: ChatId;
  readonly #store: StateStore<ChatState>;
  readonly #closed = new AbortController();
  readonly #tabs: TabNews;
  readonly #keeper: MessageKeeper;
  #run: FollowedRun | undefined;
  /** Set while the line was given up but the run may still be found: what takes the listener for the line off. */
  #stopAwaitingLine: (() => void) | undefined;
  readonly #calls: CallsWhenNeeded;
  /** Another tab told of a change while a run was followed here. */
  #changedElsewhere = false;

  /** @param stored whether the chat is to be read from history; otherwise it is new. */
  constructor(id: ChatId, stored: boolean) {
    this.id = id;
    this.#store = new StateStore(stored ? { ...NEW, status: 'opening' } : NEW);
    this.#keeper = new MessageKeeper(id, () => this.#store.set({ unsaved: true }));
    this.#tabs = openTabNews(id, () => this.#catchUp());
    this.#calls = this.#openCalls();
    if (stored) void this.#open();
  }

  getState = (): ChatState => this.#store.getState();

  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Leaves the chat. A run goes on at the server; whoever opens the chat next follows it. */
  close(): void {
    this.#closed.abort();
    this.#run?.controller.abort();
    this.#tabs.close();
    this.#keeper.close();
    this.#stopAwaitingLine?.();
    this.#store.close();
  }

  /** Adds a question and asks for its answer. */
  send(text: string, model?: string): void {
    if (this.getState().status !== 'ready') return;
    const question: ChatMessage = { id: newMessageId(), role: 'user', parts: [{ type: 'text', text }] };
    this.#store.set({ messages: [...this.getState().messages, question] });
    void this.#ask('submit-message', model, question);
  }

  /** Asks again for the last answer. The one that is replaced stays in the history, beside the new one. */
  retry(model?: string): void {
    if (this.getState().status !== 'ready') return;
    const { messages } = this.getState();
    if (messages.at(-1)?.role === 'assistant') this.#store.set({ messages: messages.slice(0, -1) });
    void this.#ask('regenerate-message', model);
  }

  /** Goes on with the last answer: with the run that writes it, if it can be found again, else with a new one. */
  async continue(model?: string): Promise<void> {
    const last = this.getState().messages.at(-1);
    if (this.getState().status !== 'ready' || last?.role !== 'assistant') return;
    if (this.#stopAwaitingLine !== undefined && (await this.#findAgain()) === 'ended') return;
    void this.#ask('continue-message', model);
  }

  /** Allows or denies a call that asks. When each call of the answer has been seen to, the answer goes on. */
  answerCall(toolCallId: string, consent: ConsentAnswer): Promise<void> {
    return this.#calls.answer(toolCallId, consent);
  }

  /** Ends the run, for everyone who follows it. What has been read stays. */
  stop(): void {
    const run = this.#run;
    if (run === undefined) this.#calls.stop();
    if (run === undefined || run.stopWanted) return;
    run.stopWanted = true;
    this.#store.set({ stopping: true });
    if (run.accepted) void this.#stopNow();
    else if (run.watch.status.lineLostAt !== undefined) {
      // It may have reached the server all the same; then the server is told, as soon as it can be.
      void requestStop(this.id, this.#closed.signal);
      run.controller.abort();
    }
  }

  async #open(): Promise<void> {
    let messages: ChatMessage[] | undefined;
    try {
      const { loadChat } = await loadHistory();
      messages = await loadChat(this.id);
    } catch {
      this.#store.set({ unsaved: true });
    }
    if (this.#closed.signal.aborted || this.#run !== undefined) return;
    this.#store.set({
      messages: messages ?? this.getState().messages,
      status: 'ready',
      unknown: messages === undefined && !this.getState().unsaved,
    });
    const last = messages?.at(-1);
    if (last === undefined || last.metadata?.outcome !== undefined) return this.#calls.attend();
    if ((await this.#attach(last)) === 'nothing' && last.role === 'assistant') {
      this.#endWith(last, new ChatError('run-lost', 'The server no longer knows this run.'));
    }
  }

  /** Another tab has changed the chat: shows what it is now, and follows the run that was begun there. */
  #catchUp(): void {
    this.#changedElsewhere = this.getState().run !== undefined;
    if (!this.#changedElsewhere) void this.#open();
  }

  /** Goes on with an answer that was being written when this chat was last seen. */
  #attach(last: ChatMessage): Promise<'ended' | 'nothing'> {
    const begun = last.role === 'assistant' ? last : undefined;
    const answer = new AnswerBuilder(begun ?? { id: newMessageId(), parts: [] });
    // The replay comes from the start: nothing is shown before it has caught up with what the reader had.
    return this.#follow(undefined, answer, begun ? lengthOf(begun) : 0);
  }

  /** The line is back, or someone asks: looks whether the run that was given up is still there. */
  async #findAgain(): Promise<'ended' | 'nothing'> {
    this.#stopAwaitingLine?.();
    this.#stopAwaitingLine = undefined;
    const last = this.getState().messages.at(-1);
    if (this.#run !== undefined || last === undefined) return 'nothing';
    const found = await this.#attach(last);
    if (found === 'nothing') void this.#save(last); // as it is shown: cut
    return found;
  }

  async #ask(
    trigger: NonNullable<RunStart['trigger']>,
    model: string | undefined,
    question?: ChatMessage,
  ): Promise<void> {
    this.#stopAwaitingLine?.();
    this.#stopAwaitingLine = undefined;
    const runId = newRunId();
    const messages = [...this.getState().messages];
    const cut = trigger === 'continue-message' ? messages.at(-1) : undefined;
    const start: RunStart = { runId, messages, trigger, ...(model ? { model } : {}) };
    // Kept before it is asked: whenever the page goes away, the next one knows that there is a run to follow.
    const metadata: RunMetadata = { runId, model: model ?? '', startedAt: Date.now() };
    const begun: ChatMessage = { id: cut?.id ?? runId, role: 'assistant', parts: cut?.parts ?? [], metadata };
    const kept = Promise.all([question && this.#save(question), this.#save(begun)]);
    await this.#follow(start, new AnswerBuilder(cut ?? begun), 0, kept);
  }

  /**
   * Follows a run to its end. @param shownLength what the reader has already: a replay that is shorter is not shown.
   * @param kept what must be in the browser's storage before the run is asked for.
   */
  async #follow(
    start: RunStart | undefined,
    answer: AnswerBuilder,
    shownLength: number,
    kept?: Promise<unknown>,
  ): Promise<'ended' | 'nothing'> {
    this.#run?.controller.abort();
    const watch = new RunWatch();
    const run: FollowedRun = { accepted: false, stopWanted: false, controller: new AbortController(), watch };
    this.#run = run;
    this.#store.set({
      status: start ? 'submitted' : this.getState().status,
      run: watch.status,
      stopping: false,
    });
    const show = () => {
      const run = watch.status;
      if (answer.length < shownLength && answer.message.metadata?.outcome === undefined) {
        this.#store.set({ run });
        return;
      }
      this.#putAnswer(answer.message, { run });
      this.#keeper.checkpoint(answer.message, this.getState().messages);
    };

    try {
      if (kept) await untilKept(kept);
      if (run.stopWanted) run.controller.abort();
      const result = await followRun({
        chatId: this.id,
        ...(start ? { start } : {}),
        signal: run.controller.signal,
        onAccepted: () => {
          run.accepted = true;
          watch.accepted();
          if (run.stopWanted) void this.#stopNow();
          this.#store.set({ status: 'submitted', run: watch.status });
          if (start) this.#tabs.tell();
        },
        onLine: (line) => {
          if (watch.line(line)) this.#store.set({ run: watch.status });
        },
        onEvents: (events) => {
          for (const event of events) answer.apply(event);
          watch.heard(events, answer.message);
          if (events.some(isContent)) this.#store.set({ status: 'streaming' });
          this.#store.inNextFrame(() => this.#run === run && show());
        },
      });
      if (result === 'ended') {
        this.#putAnswer(answer.message);
        void this.#save(answer.message);
      }
      return result;
    } catch (error) {
      if (this.#closed.signal.aborted || this.#run !== run) return 'ended';
      if (run.stopWanted && run.controller.signal.aborted) this.#end(answer.message, { outcome: 'stopped' });
      else this.#endWith(this.#shown(answer.message), asChatError(error));
      return 'ended';
    } finally {
      if (this.#run === run) {
        this.#run = undefined;
        this.#store.set({ status: 'ready', run: undefined, stopping: false });
        if (this.#changedElsewhere && !this.#closed.signal.aborted) this.#catchUp();
        this.#calls.attend();
      }
    }
  }

  #openCalls(): CallsWhenNeeded {
    return new CallsWhenNeeded({
      chatId: this.id,
      closed: this.#closed.signal,
      answer: () => (this.#run === undefined ? this.getState().messages.at(-1) : undefined),
      put: async (answer) => {
        this.#putAnswer(answer);
        await this.#save(answer);
        this.#tabs.tell();
      },
      onRunning: (tools) => {
        const run = tools.length > 0 ? runningHere(tools) : undefined;
        this.#store.set({ status: run ? 'streaming' : 'ready', run });
      },
      goOn: () => this.#ask('continue-message', this.getState().messages.at(-1)?.metadata?.model),
    });
  }

  async #stopNow(): Promise<void> {
    const run = this.#run;
    if (!(await requestStop(this.id, this.#closed.signal)) && this.#run === run && run !== undefined) {
      run.stopWanted = false; // it can be asked for again
      this.#store.set({ stopping: false });
    }
  }

  /** The answer as the reader has it: a replay that did not catch up must not shorten it. */
  #shown(answer: ChatMessage): ChatMessage {
    const last = this.getState().messages.at(-1);
    return last?.role === 'assistant' && lengthOf(last) > lengthOf(answer) ? last : answer;
  }

  /** The answer was cut, as far as can be known here. A line that is back may find its run still there. */
  #endWith(answer: ChatMessage, { code, message }: ChatError): void {
    const outcome = lengthOf(answer) > 0 ? 'interrupted' : 'failed';
    const lost = code === 'connection-lost';
    this.#end(answer, { outcome, error: { code, message } }, !lost);
    if (lost) this.#stopAwaitingLine = onLineBack(() => void this.#findAgain());
  }

  /** @param keep whether the end is stored. One that is not is looked for again when the chat is opened. */
  #end(answer: ChatMessage, end: Pick<RunMetadata, 'outcome' | 'error'>, keep = true): void {
    const known = answer.metadata ?? { runId: answer.id, model: '', startedAt: Date.now() };
    const message: ChatMessage = { ...answer, metadata: { ...known, ...end } };
    this.#putAnswer(message);
    if (keep) void this.#save(message);
  }

  /** Shows `answer` as the last message, in place of an earlier state of it. */
  #putAnswer(answer: ChatMessage, change: Partial<ChatState> = {}): void {
    const { messages } = this.getState();
    const before = messages.at(-1)?.role === 'assistant' ? messages.slice(0, -1) : messages;
    const same = messages.at(-1) === answer;
    this.#store.set({ ...change, messages: same ? messages : [...before, answer] });
  }

  #save(message: ChatMessage): Promise<void> {
    return this.#keeper.save(message, this.getState().messages);
  }
}

function runningHere(tools: string[]): RunStatus {
  const now = Date.now();
  return { phase: { name: 'running', tools }, since: now, heardAt: now };
}

function isContent(event: RunEvent): boolean {
  return event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'tool-input-start';
}

function asChatError(error: unknown): ChatError {
  return error instanceof ChatError
    ? error
    : new ChatError('connection-lost', String(error), { cause: error });
}
