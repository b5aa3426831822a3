import 'client-only';
import { countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import type { StoredTree } from '../history/chat-history.ts';
import { loadHistory } from '../history/load-history.ts';
import { MessageSaver, type TakeQuestion } from '../history/saving/message-saver.ts';
import { untilSaved, watchStorage } from '../history/storage-wait.ts';
import type { FollowedRun } from '../run/followed-run.ts';
import { type ChatState, NEW_CHAT } from './chat-state.ts';
import { ChatTree } from './chat-tree.ts';
import { StateStore } from './state-store.ts';

/** The messages of one chat in one tab: publishes them as a `ChatState` and saves them in the browser. */
export class ChatRecord {
  readonly tree = new ChatTree();
  readonly store: StateStore<ChatState>;
  readonly #chatId: ChatId;
  readonly #saver: MessageSaver;
  readonly #getRun: () => FollowedRun | undefined;

  /** @param getRun the run that is followed, if any */
  constructor(chatId: ChatId, status: ChatState['status'], getRun: () => FollowedRun | undefined) {
    this.#chatId = chatId;
    this.store = new StateStore({ ...NEW_CHAT, status });
    this.#saver = new MessageSaver({
      chatId,
      getMessages: () => this.tree.nodes,
      onUnsaved: (unsaved) => this.store.set({ unsaved }),
      onRestored: () => this.store.set({ restored: true }),
    });
    this.#getRun = getRun;
  }

  get state(): ChatState {
    return this.store.getState();
  }

  /** Publishes the shown branch together with `change`. */
  publish(change: Partial<ChatState> = {}): void {
    const { messages, versions } = this.tree;
    const run = this.#getRun();
    const isShown = run && messages.some(({ id }) => id === run.answer.id);
    const runHidden = run !== undefined && !isShown && messages.at(-1)?.id !== run.before.at(-1)?.id;
    this.store.set({ messages, versions, runHidden, ...change });
  }

  /** Adds or updates an answer below the last message of `before`, and publishes. */
  put(answer: ChatMessage, before: readonly ChatMessage[], change?: Partial<ChatState>): void {
    this.tree.put(answer, before.at(-1)?.id ?? null);
    this.publish(change);
  }

  /** Stores a message that follows `before`. Never rejects: the state names the problem. */
  save(message: ChatMessage, before: readonly ChatMessage[]): Promise<void> {
    return this.#saver.save(message, before);
  }

  /** Shows and stores a question from the queue. @returns false if another tab has taken it; it is then removed again */
  async take(question: ChatMessage, before: readonly ChatMessage[], take: TakeQuestion): Promise<boolean> {
    this.put(question, before);
    const taken = await this.#saver.take(question, before, take);
    if (taken) this.put(taken, before);
    else {
      this.tree.remove(question.id);
      this.publish();
    }
    return taken !== undefined;
  }

  putAndSave(answer: ChatMessage, before: readonly ChatMessage[]): Promise<void> {
    this.put(answer, before);
    return this.save(answer, before);
  }

  /** Publishes, in the next frame, the answer of a run that is being followed. */
  showProgress(run: FollowedRun): void {
    this.store.inNextFrame(() => {
      if (this.#getRun() !== run) return;
      if (!run.caughtUp) {
        this.store.set({ run: run.status });
        return;
      }
      this.put(run.answer, run.before, { run: run.status });
      this.#saver.checkpoint(run.answer, run.before);
    });
  }

  /** Ends an answer that could not be followed to its end. */
  endWithError(answer: ChatMessage, before: readonly ChatMessage[], error: ChatError): void {
    const { code, message, retryAfterSeconds, upstream } = error;
    const retryAt =
      retryAfterSeconds === undefined ? {} : { retryAt: Date.now() + retryAfterSeconds * 1_000 };
    const outcome = countAnswerCharacters(answer) > 0 ? 'interrupted' : 'failed';
    this.end(answer, before, { outcome, error: { ...upstream, code, message, ...retryAt } });
  }

  /** Ends an answer. A lost connection is not saved as its end: the next page that opens the chat attaches to the run. */
  end(
    answer: ChatMessage,
    before: readonly ChatMessage[],
    end: Pick<RunMetadata, 'outcome' | 'error'>,
  ): void {
    const known = answer.metadata ?? { runId: answer.id, model: '', startedAt: Date.now() };
    const message: ChatMessage = { ...answer, metadata: { ...known, ...end } };
    this.put(message, before);
    if (end.error?.code !== 'connection-lost') void this.save(message, before);
  }

  /**
   * Reads the chat from the storage. If that does not respond, the state says so after 5 s, and the reader may ask meanwhile.
   * @throws when the history's code or the database fails
   */
  async read(): Promise<StoredTree | undefined> {
    const { loadTree } = await loadHistory();
    const stored = await watchStorage(loadTree(this.#chatId), () => {
      const { status } = this.state;
      this.store.set({ status: status === 'opening' ? 'ready' : status, unsaved: 'unresponsive' });
    });
    if (this.state.unsaved === 'unresponsive') this.store.set({ unsaved: false });
    return stored;
  }

  /** Takes over what other tabs have stored. Storage that does not respond is not waited for. */
  async reload(): Promise<void> {
    await untilSaved(this.#reload());
  }

  async #reload(): Promise<void> {
    try {
      const stored = await this.read();
      if (stored) this.tree.load(stored, true);
      this.publish();
    } catch {
      return; // the messages in memory stay
    }
  }

  /** Whether this chat has the end of the answer, and at least as much of it as `answer`. */
  hasWhole(answer: ChatMessage): boolean {
    const present = this.tree.find(answer.id);
    const { outcome, error } = present?.metadata ?? {};
    if (present === undefined || outcome === undefined || error?.code === 'connection-lost') return false;
    return countAnswerCharacters(present) >= countAnswerCharacters(answer);
  }

  close(): void {
    this.#saver.close();
    this.store.close();
  }
}
