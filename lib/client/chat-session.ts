import 'client-only';
import { AnswerBuilder, lengthOf } from '#lib/protocol/answer-builder.ts';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, newMessageId, newRunId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunEvent } from '#lib/protocol/run-event.ts';
import { loadHistory } from './load-history.ts';
import { nextFrame } from './next-frame.ts';
import { followRun, type RunStart, requestStop } from './run-transport.ts';

/** `opening`: read from history. `submitted`: asked, nothing heard. `streaming`: the answer is coming. */
export type ChatStatus = 'opening' | 'ready' | 'submitted' | 'streaming';

export type ChatState = {
  messages: readonly ChatMessage[];
  status: ChatStatus;
  /** Set while a run is followed and the line is down. */
  reconnecting: boolean;
  /** A stop is on its way. */
  stopping: boolean;
  /** There is no chat of this id in this browser. */
  unknown: boolean;
  /** The browser keeps nothing: the chat lives in memory. */
  unsaved: boolean;
};

/** A run as this tab follows it: whether the server has it, and whether the reader wants it ended. */
type FollowedRun = { accepted: boolean; stopWanted: boolean; controller: AbortController };

const CHECKPOINT_MS = 1_000;
/** A storage that does not answer must not keep a question from being asked. */
const KEEP_WAIT_MS = 1_000;

/**
 * One chat in one tab: its messages, its run, and their way to the browser's storage. A store in the sense of React's
 * `useSyncExternalStore`; the state is published at most once a frame.
 */
export class ChatSession {
  readonly id: ChatId;
  #state: ChatState;
  readonly #listeners = new Set<() => void>();
  #closed = new AbortController();
  #run: FollowedRun | undefined;
  #nextFrame: (() => void) | undefined;

  /** @param stored whether the chat is to be read from history; otherwise it is new. */
  constructor(id: ChatId, stored: boolean) {
    this.id = id;
    this.#state = {
      messages: [],
      status: stored ? 'opening' : 'ready',
      reconnecting: false,
      stopping: false,
      unknown: false,
      unsaved: false,
    };
    if (stored) void this.#open();
  }

  getState = (): ChatState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Leaves the chat. A run goes on at the server; whoever opens the chat next follows it. */
  close(): void {
    this.#closed.abort();
    this.#run?.controller.abort();
    this.#listeners.clear();
  }

  /** Adds a question and asks for its answer. */
  send(text: string, model?: string): void {
    if (this.#state.status !== 'ready') return;
    const question: ChatMessage = { id: newMessageId(), role: 'user', parts: [{ type: 'text', text }] };
    this.#set({ messages: [...this.#state.messages, question] });
    // Kept before it is asked: whenever the page goes away, the next one knows that there is a run to follow.
    void this.#ask('submit-message', model, this.#save(question));
  }

  /** Asks again for the last answer. The one that is replaced stays in the history, beside the new one. */
  retry(model?: string): void {
    if (this.#state.status !== 'ready') return;
    const { messages } = this.#state;
    if (messages.at(-1)?.role === 'assistant') this.#set({ messages: messages.slice(0, -1) });
    void this.#ask('regenerate-message', model);
  }

  /** Ends the run, for everyone who follows it. What has been read stays. */
  stop(): void {
    const run = this.#run;
    if (run === undefined || run.stopWanted) return;
    run.stopWanted = true;
    this.#set({ stopping: true });
    if (run.accepted) void this.#stopNow();
    else if (this.#state.reconnecting) run.controller.abort(); // never reached the server, so there is nothing to stop
  }

  async #open(): Promise<void> {
    let messages: ChatMessage[] | undefined;
    try {
      const { loadChat } = await loadHistory();
      messages = await loadChat(this.id);
    } catch {
      this.#set({ unsaved: true });
    }
    if (this.#closed.signal.aborted) return;
    this.#set({
      messages: messages ?? [],
      status: 'ready',
      unknown: messages === undefined && !this.#state.unsaved,
    });
    const last = messages?.at(-1);
    if (last !== undefined && last.metadata?.outcome === undefined) await this.#attach(last);
  }

  /** Goes on with an answer that was being written when this chat was last seen. */
  async #attach(last: ChatMessage): Promise<void> {
    const begun = last.role === 'assistant' ? last : undefined;
    // The replay comes from the start: nothing is shown before it has caught up with what the reader had.
    const answer = new AnswerBuilder({ id: begun?.id ?? newMessageId(), parts: [] });
    const outcome = await this.#follow(undefined, answer, begun ? lengthOf(begun) : 0);
    if (outcome === 'nothing' && begun) {
      this.#endWith(begun, new ChatError('run-lost', 'The server no longer knows this run.'));
    }
  }

  async #ask(trigger: RunStart['trigger'], model: string | undefined, kept?: Promise<void>): Promise<void> {
    const runId = newRunId();
    const messages = [...this.#state.messages];
    const start: RunStart = { runId, messages, ...(trigger ? { trigger } : {}), ...(model ? { model } : {}) };
    await this.#follow(start, new AnswerBuilder({ id: runId, parts: [] }), 0, kept);
  }

  /**
   * Follows a run to its end. @param shownLength what the reader has already: a replay that is shorter is not shown.
   * @param kept what must be in the browser's storage before the run is asked for.
   */
  async #follow(
    start: RunStart | undefined,
    answer: AnswerBuilder,
    shownLength: number,
    kept?: Promise<void>,
  ): Promise<'ended' | 'nothing'> {
    const run: FollowedRun = { accepted: false, stopWanted: false, controller: new AbortController() };
    this.#run = run;
    this.#set({ status: start ? 'submitted' : this.#state.status, reconnecting: false, stopping: false });
    let savedAt = 0;
    const show = () => {
      if (answer.length < shownLength && answer.message.metadata?.outcome === undefined) return;
      this.#putAnswer(answer.message);
      if (Date.now() - savedAt < CHECKPOINT_MS) return;
      savedAt = Date.now();
      void this.#save(answer.message);
    };

    try {
      await atMost(kept, KEEP_WAIT_MS);
      if (run.stopWanted) run.controller.abort();
      const result = await followRun({
        chatId: this.id,
        ...(start ? { start } : {}),
        signal: run.controller.signal,
        onAccepted: () => {
          run.accepted = true;
          if (run.stopWanted) void this.#stopNow();
          else if (!start) this.#set({ status: 'submitted' });
        },
        onLine: (line) => this.#set({ reconnecting: line === 'reconnecting' }),
        onEvents: (events) => {
          for (const event of events) answer.apply(event);
          if (events.some(isContent)) this.#set({ status: 'streaming' });
          this.#inNextFrame(() => this.#run === run && show());
        },
      });
      if (result === 'ended') {
        this.#putAnswer(answer.message);
        void this.#save(answer.message);
      }
      return result;
    } catch (error) {
      if (this.#closed.signal.aborted) return 'ended';
      if (run.controller.signal.aborted) this.#endStopped(answer.message);
      else this.#endWith(this.#shown(answer.message), asChatError(error));
      return 'ended';
    } finally {
      if (this.#run === run) this.#run = undefined;
      this.#set({ status: 'ready', reconnecting: false, stopping: false });
    }
  }

  async #stopNow(): Promise<void> {
    for (let attempt = 0; attempt < 5 && this.#run !== undefined; attempt++) {
      try {
        await requestStop(this.id);
        return;
      } catch (error) {
        if (error instanceof ChatError) return; // refused: the run's own end says what is so
        await new Promise((resolve) => setTimeout(resolve, 300 * 2 ** attempt));
      }
    }
    this.#set({ stopping: false });
  }

  /** The answer as the reader has it: a replay that did not catch up must not shorten it. */
  #shown(answer: ChatMessage): ChatMessage {
    const last = this.#state.messages.at(-1);
    return last?.role === 'assistant' && lengthOf(last) > lengthOf(answer) ? last : answer;
  }

  #endWith(answer: ChatMessage, error: ChatError): void {
    const outcome = lengthOf(answer) > 0 ? 'interrupted' : 'failed';
    this.#end(answer, { outcome, error: { code: error.code, message: error.message } });
  }

  #endStopped(answer: ChatMessage): void {
    this.#end(answer, { outcome: 'stopped' });
  }

  #end(answer: ChatMessage, end: Pick<NonNullable<ChatMessage['metadata']>, 'outcome' | 'error'>): void {
    const known = answer.metadata ?? { runId: answer.id, model: '', startedAt: Date.now() };
    const message: ChatMessage = { ...answer, metadata: { ...known, ...end } };
    this.#putAnswer(message);
    void this.#save(message);
  }

  /** Shows `answer` as the last message, in place of an earlier state of it. */
  #putAnswer(answer: ChatMessage): void {
    const { messages } = this.#state;
    const last = messages.at(-1);
    if (last === answer) return;
    this.#set({ messages: [...(last?.role === 'assistant' ? messages.slice(0, -1) : messages), answer] });
  }

  /** Keeps `message` in the browser. Never rejects: a browser that keeps nothing is told to the reader. */
  #save(message: ChatMessage): Promise<void> {
    const { messages } = this.#state;
    const index = messages.findIndex(({ id }) => id === message.id);
    const parentId = (index === -1 ? messages.at(-1) : messages[index - 1])?.id ?? null;
    return loadHistory()
      .then(({ saveMessage }) => saveMessage(this.id, message, parentId))
      .catch(() => this.#set({ unsaved: true }));
  }

  /** Runs the last `work` that was given before the next frame, once. */
  #inNextFrame(work: () => void): void {
    const waiting = this.#nextFrame !== undefined;
    this.#nextFrame = work;
    if (waiting) return;
    nextFrame(() => {
      const last = this.#nextFrame;
      this.#nextFrame = undefined;
      last?.();
    });
  }

  #set(change: Partial<ChatState>): void {
    const changed = (Object.keys(change) as (keyof ChatState)[]).some(
      (key) => change[key] !== this.#state[key],
    );
    if (!changed) return;
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
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

/** Waits for `work`, but no longer than `milliseconds`. */
async function atMost(work: Promise<void> | undefined, milliseconds: number): Promise<void> {
  if (work === undefined) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
