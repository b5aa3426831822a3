import 'client-only';
import { writeLocal } from '#lib/client/platform/local-storage.ts';
import { isLoadError, untilLoaded } from '#lib/lazy/lazy-value.ts';
import { nextTask } from '#lib/lazy/next-task.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { MessageNode, UnsavedMessage } from '../chat-history.ts';
import { classifyHistoryError, historyCode, loadHistory } from '../load-history.ts';
import type { StorageProblem } from '../storage-problem.ts';
import { untilSaved, watchStorage } from '../storage-wait.ts';
import { UNSAVED_PREFIX } from './unsaved-prefix.ts';

const CHECKPOINT_MS = 1_000;

export type MessageSaverOptions = {
  chatId: ChatId;
  /** Returns all messages of the chat that this tab has. */
  getMessages(): readonly MessageNode[];
  /** Called with the problem when messages cannot be stored, and with `false` when all are stored. */
  onUnsaved(problem: StorageProblem | false): void;
  /** The chat's rows had been deleted, and all messages have been stored again. */
  onRestored(): void;
};

/**
 * Saves a question by taking it out of the queue.
 * @returns the question as it is stored, with the last changes of any tab, or undefined if another tab has taken it
 */
export type TakeQuestion = (
  question: ChatMessage,
  parentId: string | null,
) => Promise<ChatMessage | undefined>;

/** Saves a chat's messages to the browser's storage. A message that cannot be saved is retained and saved with the next one. */
export class MessageSaver {
  readonly #options: MessageSaverOptions;
  /** By id, in the order in which they were first saved: the first message gives the chat its title. */
  readonly #unsaved = new Map<string, UnsavedMessage>();
  /** The last save, which each save waits for. */
  #saving: Promise<void> = Promise.resolve();
  #isWaitingForCode = false;
  #hasCopy = false;
  #savedAt = Number.NEGATIVE_INFINITY;
  #latest: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MessageSaverOptions) {
    this.#options = options;
  }

  /**
   * Saves a message. Its parent is the message before it in `branch`, or the last one if `branch` does not contain it.
   * Never rejects.
   * @param unfinished whether the message is an answer still being written
   */
  save(message: ChatMessage, branch: readonly ChatMessage[], { unfinished = false } = {}): Promise<void> {
    this.#savedAt = performance.now();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unsaved.set(message.id, { message, parentId: findParentId(message, branch), unfinished });
    return this.#saveAll();
  }

  /**
   * Saves a question by taking it out of the queue. If the storage fails, it is saved like any other message. Never rejects.
   * @returns the question to send, or undefined if another tab has taken it
   */
  async take(
    question: ChatMessage,
    branch: readonly ChatMessage[],
    takeQuestion: TakeQuestion,
  ): Promise<ChatMessage | undefined> {
    let taken: ChatMessage | undefined = question;
    const taking = takeQuestion(question, findParentId(question, branch)).then(
      (result) => {
        taken = result;
      },
      () => this.save(question, branch),
    );
    // Storage that does not respond must not hold back the question.
    await untilSaved(watchStorage(taking, () => this.#options.onUnsaved('unresponsive')));
    return taken;
  }

  /** Saves all unsaved messages, together with those that are added before the last save has ended. */
  #saveAll(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#attempt());
    return this.#saving;
  }

  async #attempt(): Promise<void> {
    await nextTask(); // what is saved is shown first
    const due = new Map(this.#unsaved);
    if (due.size === 0) return;
    const { chatId, getMessages, onUnsaved, onRestored } = this.#options;
    try {
      const { saveMessages } = await loadHistory();
      const saving = saveMessages(chatId, [...due.values()], getMessages());
      if (await watchStorage(saving, () => onUnsaved('unresponsive'))) onRestored();
      this.#writeCopy(undefined);
      for (const [id, saved] of due) if (this.#unsaved.get(id) === saved) this.#unsaved.delete(id);
      onUnsaved(false);
    } catch (error) {
      if (isLoadError(error)) {
        this.#writeCopy(JSON.stringify([...this.#unsaved.values()]));
        this.#saveOnceLoaded();
      }
      onUnsaved(classifyHistoryError(error));
    }
  }

  /** Leaves a copy of the unsaved messages for a page that can load the history's code. */
  #writeCopy(copy: string | undefined): void {
    if (copy !== undefined || this.#hasCopy) writeLocal(UNSAVED_PREFIX + this.#options.chatId, copy);
    this.#hasCopy = copy !== undefined;
  }

  #saveOnceLoaded(): void {
    if (this.#isWaitingForCode) return;
    this.#isWaitingForCode = true;
    void untilLoaded(historyCode).then(() => {
      this.#isWaitingForCode = false;
      void this.#saveAll();
    });
  }

  /**
   * Saves an answer that is being written, at most once a second, so that a crash of the page loses no more than that. The
   * latest state within a second is saved at its end, because the model may pause there.
   */
  checkpoint(message: ChatMessage, branch: readonly ChatMessage[]): void {
    this.#latest = () => void this.save(message, branch, { unfinished: true });
    const wait = this.#savedAt + CHECKPOINT_MS - performance.now();
    if (wait <= 0) this.#latest();
    else this.#timer ??= setTimeout(() => this.#latest?.(), wait);
  }

  /** Saves a pending checkpoint immediately. */
  close(): void {
    if (this.#timer !== undefined) this.#latest?.();
  }
}

function findParentId(message: ChatMessage, branch: readonly ChatMessage[]): string | null {
  const index = branch.findIndex(({ id }) => id === message.id);
  return (index === -1 ? branch.at(-1) : branch[index - 1])?.id ?? null;
}
