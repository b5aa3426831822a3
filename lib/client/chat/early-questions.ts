import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { QuestionQueue } from './question-queue.ts';
import { StateStore } from './state-store.ts';

type Parts = ChatMessage['parts'];

/** Adds questions to a chat's queue. Until the queue's code is loaded, the questions wait here. */
export class EarlyQuestions {
  readonly #store = new StateStore<{ questions: readonly { parts: Parts }[] }>({ questions: [] });
  #queue: Pick<QuestionQueue, 'add' | 'resume'> | undefined;

  getState = () => this.#store.getState();

  subscribe = (listener: () => void) => this.#store.subscribe(listener);

  add = (parts: Parts): void => {
    if (this.#queue) this.#queue.add(parts);
    else this.#store.set({ questions: [...this.getState().questions, { parts }] });
  };

  /**
   * Hands the questions over to the queue, and from now on adds questions to it.
   * @param endedWell the last answer is complete: the questions need not wait for another
   * @returns a function that ends this
   */
  handOver(queue: Pick<QuestionQueue, 'add' | 'resume'>, endedWell: boolean): () => void {
    const { questions } = this.getState();
    this.#queue = queue;
    for (const { parts } of questions) queue.add(parts);
    if (questions.length > 0 && endedWell) queue.resume();
    this.#store.set({ questions: [] });
    return () => {
      this.#queue = undefined;
    };
  }
}
