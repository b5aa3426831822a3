import 'client-only';
import { isLoadError, untilLoaded } from '#lib/lazy/lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { classifyHistoryError, historyCode, loadHistory } from './load-history.ts';
import type { StorageProblem } from './storage-problem.ts';

const CHECKPOINT_MS = 1_000;
/**
 * Long enough for slow storage: a busy machine takes seconds to open the database, and a question that is not stored when
 * the tab closes is lost along with its answer. Limited, because storage that never responds must not block the question.
 */
const MAX_WAIT_MS = 5_000;

type Unsaved = { message: ChatMessage; parentId: string | null; unfinished: boolean };

/** Saves a chat's messages to the browser's storage. */
export class MessageSaver {
  readonly #chatId: ChatId;
  readonly #onUnsaved: (problem: StorageProblem | false) => void;
  /** Messages that wait for the history's code, which could not be loaded. By id. */
  readonly #unsaved = new Map<string, Unsaved>();
  #savedAt = 0;
  #latest: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onUnsaved receives the problem when a message cannot be stored, and `false` once saving works again */
  constructor(chatId: ChatId, onUnsaved: (problem: StorageProblem | false) => void) {
    this.#chatId = chatId;
    this.#onUnsaved = onUnsaved;
  }

  /**
   * Saves a message. Its parent is the message before it in `branch`, or the last one if `branch` does not contain it.
   * Never rejects.
   * @param unfinished whether the message is an answer still being written
   */
  save(message: ChatMessage, branch: readonly ChatMessage[], { unfinished = false } = {}): Promise<void> {
    this.#savedAt = Date.now();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const index = branch.findIndex(({ id }) => id === message.id);
    const parentId = (index === -1 ? branch.at(-1) : branch[index - 1])?.id ?? null;
    return this.#save({ message, parentId, unfinished });
  }

  async #save(...messages: Unsaved[]): Promise<void> {
    try {
      const { saveMessage } = await loadHistory();
      // In order, because the first message gives the chat its title.
      const due = [...this.#unsaved.values(), ...messages];
      if (this.#unsaved.size > 0) this.#onUnsaved(false);
      this.#unsaved.clear();
      await Promise.all(due.map(({ message, ...options }) => saveMessage(this.#chatId, message, options)));
    } catch (error) {
      if (isLoadError(error)) this.#saveOnceLoaded(messages);
      this.#onUnsaved(classifyHistoryError(error));
    }
  }

  #saveOnceLoaded(messages: Unsaved[]): void {
    if (this.#unsaved.size === 0) void untilLoaded(historyCode).then(() => this.#save());
    for (const unsaved of messages) this.#unsaved.set(unsaved.message.id, unsaved);
  }

  /**
   * Saves an answer that is being written, at most once a second, so that a crash of the page loses no more than that. The
   * latest state within a second is saved at its end, because the model may pause there.
   */
  checkpoint(message: ChatMessage, branch: readonly ChatMessage[]): void {
    this.#latest = () => void this.save(message, branch, { unfinished: true });
    const wait = this.#savedAt + CHECKPOINT_MS - Date.now();
    if (wait <= 0) this.#latest();
    else this.#timer ??= setTimeout(() => this.#latest?.(), wait);
  }

  /** Saves a pending checkpoint immediately. */
  close(): void {
    if (this.#timer !== undefined) this.#latest?.();
  }
}

/** Waits until `work` is done, for at most 5 s. */
export async function untilSaved(work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MAX_WAIT_MS);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
