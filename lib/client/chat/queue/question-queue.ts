import 'client-only';
import type { TakeQuestion } from '#lib/client/history/saving/message-saver.ts';
import type { QueuedQuestion } from '#lib/client/history/stored-queue.ts';
import { type LazyValue, lazyValue, untilLoaded } from '#lib/lazy/lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { SendOptions } from '../chat-state.ts';
import { StateStore } from '../state-store.ts';

type Parts = ChatMessage['parts'];
/** Starts a run for a question. @returns false when the chat cannot */
export type SendQueued = (parts: Parts, options: SendOptions) => boolean;
type StoredQuestion = Pick<QueuedQuestion, 'position' | 'parts'>;
type QueueStorage = Pick<
  typeof import('#lib/client/history/stored-queue.ts'),
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

/**
 * The chat's run. `recovering`: the session is finding out whether an earlier run is still live. `endedWell`: the last answer
 * is complete.
 */
export type QueueRun = { running: boolean; stopping: boolean; recovering: boolean; endedWell: boolean };

/** A question from before the queue was loaded. `sentAnyway`: it is sent however the run ends that it waits for. */
export type EarlyQuestion = { parts: Parts; sentAnyway: boolean };

/** The queue in the browser's storage, which is loaded after the page. */
const storedQueue: LazyValue<QueueStorage> = lazyValue(() => import('#lib/client/history/stored-queue.ts'));

/**
 * The questions that wait in one chat while an answer streams.
 *
 * - The first question is sent when the run ends, if the answer is complete, or if the reader added a question while the run
 *   was being stopped or recovered. After any other end, and when a stored chat is opened, the queue is paused until the
 *   reader resumes it.
 * - Of several tabs that show the chat, the one that takes a question out of the storage sends it. The others pause.
 *   Taking turns the question into a message of the chat in one transaction, so that no tab can lose it.
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
  /** The positions of the questions that this tab has sent. They may still be in the storage. */
  readonly #sent = new Set<number>();
  #run: QueueRun = { running: false, stopping: false, recovering: false, endedWell: false };
  #send: SendQueued = () => false;
  #isOpen = false;
  #isPaused = true;
  #isSaving = false;
  /** The reader added a question while the run was being stopped or recovered: it is sent however that ends. */
  #isSentAnyway = false;
  /** Another tab has taken the question that this tab was about to send. */
  #isTakenElsewhere = false;
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

  /** Takes over the state of the chat's run. */
  update(run: QueueRun, send: SendQueued): void {
    const before = this.#run;
    this.#send = send;
    if ((Object.keys(run) as (keyof QueueRun)[]).every((key) => run[key] === before[key])) return;
    this.#run = run;
    if (isBusy(before) && !isBusy(run)) {
      this.#isPaused = this.#isTakenElsewhere || !(run.endedWell || this.#isSentAnyway);
      this.#isSentAnyway = false;
      this.#isTakenElsewhere = false;
    }
    this.#change();
  }

  add = (parts: Parts): void => {
    if (this.#run.stopping || this.#run.recovering) this.#isSentAnyway = true;
    this.#unsaved = [...this.#unsaved, { id: --this.#lastId, parts }];
    this.#publish();
    void this.#saveAll();
  };

  /** Adds questions from before the queue was loaded. The run that they wait for may have ended since. */
  addEarly(questions: readonly EarlyQuestion[]): void {
    for (const { parts } of questions) this.add(parts);
    const areSentAnyway = questions.some(({ sentAnyway }) => sentAnyway);
    if (isBusy(this.#run)) this.#isSentAnyway ||= areSentAnyway;
    else if (questions.length > 0 && (areSentAnyway || this.#run.endedWell)) this.resume();
  }

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
  #sendNext(): void {
    const [row] = this.#stored;
    const question = row ?? this.#unsaved[0];
    if (!question || isBusy(this.#run) || this.#isPaused || !this.#isOpen) return;
    if (!row && this.#isSaving) return;
    const options: SendOptions = row ? { take: (...message) => this.#take(row.position, ...message) } : {};
    if (this.#send(question.parts, options)) {
      this.#run = { ...this.#run, running: true };
      if (row) this.#sent.add(row.position);
      this.#stored = this.#stored.filter((one) => one !== row);
      this.#unsaved = this.#unsaved.filter((one) => one !== question);
    } else this.#isPaused = true; // the chat has begun another run
    this.#publish();
  }

  /** Takes a question out of the storage. If that fails, the question is sent all the same, and must not be sent again. */
  async #take(position: number, ...[message, parentId]: Parameters<TakeQuestion>): ReturnType<TakeQuestion> {
    const storage = await this.#lazyStorage.load();
    try {
      const taken = await storage.takeQueued({ chatId: this.#chatId, position }, message, parentId);
      this.#isTakenElsewhere = taken === undefined;
      return taken;
    } catch (error) {
      void storage.cancelQueued(position).catch(() => undefined);
      throw error;
    }
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
    this.#stored = stored.filter(({ position }) => !this.#sent.has(position));
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
    this.#sendNext();
  }

  #publish(): void {
    const stored = this.#stored.map(({ position, parts }) => ({ id: this.#idOf(position), parts }));
    const questions = [...stored, ...this.#unsaved];
    this.#store.set({ questions, paused: this.#isPaused && !isBusy(this.#run) && questions.length > 0 });
  }
}

function isBusy({ running, recovering }: QueueRun): boolean {
  return running || recovering;
}
