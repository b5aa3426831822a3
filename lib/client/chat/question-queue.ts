import 'client-only';
import { type LazyValue, lazyValue, untilLoaded } from '#lib/lazy/lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { QueuedQuestion } from '../history/stored-queue.ts';
import { StateStore } from './state-store.ts';

type Parts = ChatMessage['parts'];
type StoredQuestion = Pick<QueuedQuestion, 'position' | 'parts'>;
type QueueStorage = Pick<
  typeof import('../history/stored-queue.ts'),
  'cancelQueued' | 'editQueued' | 'enqueue' | 'followQueue' | 'takeQueued'
>;

/** `id` stays the same in this tab when the question moves from memory to storage. */
export type WaitingQuestion = { id: number; parts: Parts };

export type QueueState = {
  /** The first is sent first. */
  questions: readonly WaitingQuestion[];
  /** The questions are not sent until the reader resumes the queue. */
  paused: boolean;
};

/** The chat's run. `endedWell`: the last answer is complete. */
export type QueueRun = { running: boolean; stopping: boolean; endedWell: boolean };

/** The queue in the browser's storage, which is loaded after the page. */
const storedQueue: LazyValue<QueueStorage> = lazyValue(() => import('../history/stored-queue.ts'));

/**
 * The questions that wait in one chat while an answer streams.
 *
 * - The first question is sent when the run ends, if the answer is complete, or if the reader stopped the run before adding
 *   a question. After any other end, and when a stored chat is opened, the queue is paused until the reader resumes it.
 * - Of several tabs that show the chat, the one that takes a question out of the storage sends it. The others pause.
 * - A question is in memory until it is stored: while the storage's code loads, and for as long as the storage fails.
 */
export class QuestionQueue {
  readonly #chatId: ChatId;
  readonly #lazyStorage: LazyValue<QueueStorage>;
  readonly #store = new StateStore<QueueState>({ questions: [], paused: false });
  #storage: QueueStorage | undefined;
  #stored: readonly StoredQuestion[] = [];
  #unsaved: readonly WaitingQuestion[] = [];
  /** The ids of questions that this tab has moved from memory to storage, by position. */
  readonly #ids = new Map<number, number>();
  #run: QueueRun = { running: false, stopping: false, endedWell: false };
  #send: (parts: Parts) => boolean = () => false;
  #isOpen = false;
  #isPaused = true;
  #isTaking = false;
  #isSaving = false;
  /** The reader has stopped the run and then added a question: it is sent however the run ends. */
  #isSentAfterStop = false;
  #lastId = 0;

  constructor(chatId: ChatId, lazyStorage = storedQueue) {
    this.#chatId = chatId;
    this.#lazyStorage = lazyStorage;
  }

  getState = (): QueueState => this.#store.getState();

  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Follows the stored queue. @returns a function that ends this; questions in memory are stored even then */
  open(): () => void {
    let hasLeft = false;
    let unfollow: (() => void) | undefined;
    this.#isOpen = true;
    void untilLoaded(this.#lazyStorage).then((storage) => {
      this.#storage = storage;
      if (!hasLeft) unfollow = storage.followQueue(this.#chatId, (stored) => this.#setStored(stored));
      void this.#saveAll();
    });
    return () => {
      hasLeft = true;
      this.#isOpen = false;
      unfollow?.();
    };
  }

  /** Takes over the state of the chat's run. @param send starts a run for a question; false when the chat cannot */
  update(run: QueueRun, send: (parts: Parts) => boolean): void {
    const { running, stopping, endedWell } = this.#run;
    this.#send = send;
    if (running === run.running && stopping === run.stopping && endedWell === run.endedWell) return;
    this.#run = run;
    if (running && !run.running) {
      this.#isPaused = !run.endedWell && !this.#isSentAfterStop;
      this.#isSentAfterStop = false;
    }
    this.#change();
  }

  add = (parts: Parts): void => {
    if (this.#run.stopping) this.#isSentAfterStop = true;
    this.#unsaved = [...this.#unsaved, { id: --this.#lastId, parts }];
    this.#publish();
    void this.#saveAll();
  };

  edit(id: number, parts: Parts): void {
    this.#unsaved = this.#unsaved.map((question) => (question.id === id ? { id, parts } : question));
    const row = this.#rowOf(id);
    if (row) void this.#storage?.editQueued(row.position, parts);
    this.#publish();
  }

  remove(id: number): void {
    this.#unsaved = this.#unsaved.filter((question) => question.id !== id);
    const row = this.#rowOf(id);
    if (row) void this.#storage?.cancelQueued(row.position);
    this.#publish();
  }

  /** Ends the pause and sends the first question. */
  resume(): void {
    this.#isPaused = false;
    this.#change();
  }

  /** Sends the first question, if nothing stands against it. */
  async #sendNext(): Promise<void> {
    const [row] = this.#stored;
    const question = row ?? this.#unsaved[0];
    const isBusy = this.#run.running || this.#isPaused || this.#isTaking || !this.#isOpen;
    if (!question || isBusy || (!row && this.#isSaving)) return;
    this.#isTaking = true;
    // A storage that fails now must not hold back the question.
    const taken = row ? await this.#storage?.takeQueued(row.position).catch(() => row) : question;
    this.#isTaking = false;
    this.#stored = this.#stored.filter((one) => one !== row);
    this.#unsaved = this.#unsaved.filter((one) => one !== question);
    if (taken && this.#send(taken.parts)) this.#run = { ...this.#run, running: true };
    else {
      this.#isPaused = true; // another tab has taken the question, or the chat has begun another run
      if (taken) this.add(taken.parts);
    }
    this.#publish();
  }

  /** Moves the questions in memory to the storage, in order. If it fails, they stay in memory until the next attempt. */
  async #saveAll(): Promise<void> {
    const storage = this.#storage;
    if (!storage || this.#isSaving) return;
    this.#isSaving = true;
    try {
      for (let [question] = this.#unsaved; question; [question] = this.#unsaved) {
        const { id, parts } = question;
        const position = await storage.enqueue(this.#chatId, parts);
        this.#ids.set(position, id);
        const current = this.#unsaved.find((one) => one.id === id);
        this.#unsaved = this.#unsaved.filter((one) => one !== current);
        if (current === undefined) void storage.cancelQueued(position);
        else if (current.parts !== parts) void storage.editQueued(position, current.parts);
        if (current && !this.#rowOf(id)) this.#stored = [...this.#stored, { position, parts: current.parts }];
        this.#publish();
      }
    } catch {
      // The questions stay in memory.
    }
    this.#isSaving = false;
    this.#change();
  }

  #setStored(stored: readonly StoredQuestion[]): void {
    this.#stored = stored;
    this.#change();
  }

  #rowOf(id: number): StoredQuestion | undefined {
    return this.#stored.find(({ position }) => this.#idOf(position) === id);
  }

  #idOf(position: number): number {
    return this.#ids.get(position) ?? position;
  }

  #change(): void {
    this.#publish();
    void this.#sendNext();
  }

  #publish(): void {
    const stored = this.#stored.map(({ position, parts }) => ({ id: this.#idOf(position), parts }));
    const questions = [...stored, ...this.#unsaved];
    this.#store.set({ questions, paused: this.#isPaused && !this.#run.running && questions.length > 0 });
  }
}
