import 'client-only';
import { StateStore } from '../state-store.ts';
import type { EarlyQuestion, QuestionQueue } from './question-queue.ts';

/** Adds questions to a chat's queue. Until the queue's code is loaded, the questions wait here. */
export class EarlyQuestions {
  readonly #store = new StateStore<{ questions: readonly EarlyQuestion[] }>({ questions: [] });
  #queue: Pick<QuestionQueue, 'add' | 'addEarly'> | undefined;

  getState = () => this.#store.getState();

  subscribe = (listener: () => void) => this.#store.subscribe(listener);

  add(question: EarlyQuestion): void {
    if (this.#queue) this.#queue.add(question.parts);
    else this.#store.set({ questions: [...this.getState().questions, question] });
  }

  /**
   * Hands the questions over to the queue, and from now on adds questions to it.
   * @returns a function that ends this
   */
  handOver(queue: Pick<QuestionQueue, 'add' | 'addEarly'>): () => void {
    this.#queue = queue;
    queue.addEarly(this.getState().questions);
    this.#store.set({ questions: [] });
    return () => {
      this.#queue = undefined;
    };
  }
}
