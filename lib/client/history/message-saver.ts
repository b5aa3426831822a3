import 'client-only';
import { isLoadError, untilLoaded } from '#lib/lazy/lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { classifyHistoryError, historyCode, loadHistory } from './load-history.ts';
import type { StorageProblem } from './storage-problem.ts';

const CHECKPOINT_MS = 1_000;
/**
 * A storage that does not answer must not keep a question from being asked. A slow one must be waited for: what it has
 * not kept when the tab closes is lost with its answer, and a busy machine takes seconds to open it.
 */
const LONGEST_WAIT_MS = 5_000;

/** A message to store, and its parent. */
type Unstored = { message: ChatMessage; parentId: string | null; progress: boolean };

/** Brings a chat's messages to the browser's storage. */
export class MessageSaver {
  readonly #chatId: ChatId;
  readonly #onUnsaved: (problem: StorageProblem | false) => void;
  /** Messages that could not be stored because the code that does so could not be loaded, by id. */
  readonly #unstored = new Map<string, Unstored>();
  #savedAt = 0;
  #latest: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onUnsaved receives the reason when a message cannot be stored, and `false` once saving works after all. */
  constructor(chatId: ChatId, onUnsaved: (problem: StorageProblem | false) => void) {
    this.#chatId = chatId;
    this.#onUnsaved = onUnsaved;
  }

  /**
   * Stores `message`, which follows the one before it in `branch`, or its last one. Never rejects.
   * @param progress it is an answer that is being written
   */
  save(message: ChatMessage, branch: readonly ChatMessage[], { progress = false } = {}): Promise<void> {
    this.#savedAt = Date.now();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const index = branch.findIndex(({ id }) => id === message.id);
    const parentId = (index === -1 ? branch.at(-1) : branch[index - 1])?.id ?? null;
    return this.#store({ message, parentId, progress });
  }

  async #store(...messages: Unstored[]): Promise<void> {
    try {
      const { saveMessage } = await loadHistory();
      // In order: an answer is stored below its question, and the first message gives the chat its title.
      const due = [...this.#unstored.values(), ...messages];
      if (this.#unstored.size > 0) this.#onUnsaved(false);
      this.#unstored.clear();
      await Promise.all(
        due.map(({ message, parentId, progress }) =>
          saveMessage(this.#chatId, message, parentId, { progress }),
        ),
      );
    } catch (error) {
      if (isLoadError(error)) this.#storeLater(messages);
      this.#onUnsaved(classifyHistoryError(error));
    }
  }

  #storeLater(messages: Unstored[]): void {
    if (this.#unstored.size === 0) void untilLoaded(historyCode).then(() => this.#store());
    for (const unstored of messages) this.#unstored.set(unstored.message.id, unstored);
  }

  /**
   * Stores a message that is being written, once a second at most: as much as a crash of the page may cost. What came
   * within the second is stored at its end, for the model may fall silent then.
   */
  checkpoint(message: ChatMessage, branch: readonly ChatMessage[]): void {
    this.#latest = () => void this.save(message, branch, { progress: true });
    const wait = this.#savedAt + CHECKPOINT_MS - Date.now();
    if (wait <= 0) this.#latest();
    else this.#timer ??= setTimeout(() => this.#latest?.(), wait);
  }

  /** Stores at once what waits for the end of its second: the page looks elsewhere, and may go away. */
  close(): void {
    if (this.#timer !== undefined) this.#latest?.();
  }
}

/** Waits until `work` is kept, but not for long. */
export async function untilSaved(work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_WAIT_MS);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
