import 'client-only';
import { expect, vi } from 'vitest';
import { type LazyValue, lazyValue } from '#lib/lazy/lazy-value.ts';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { QuestionQueue, type QueueRun } from '../chat/question-queue.ts';
import * as storage from '../history/stored-queue.ts';

export type Parts = ChatMessage['parts'];

export const idle: QueueRun = { running: false, stopping: false, endedWell: false };
export const running: QueueRun = { running: true, stopping: false, endedWell: false };
export const stopping: QueueRun = { running: true, stopping: true, endedWell: false };
export const complete: QueueRun = { running: false, stopping: false, endedWell: true };

export const question = (text: string): Parts => [{ type: 'text', text }];
const textsOf = (questions: readonly { parts: Parts }[]) =>
  questions.map(({ parts }) => (parts[0]?.type === 'text' ? parts[0].text : ''));

export type QueueTab = ReturnType<QueueTabs['open']>;

/** The tabs of one test, which show the queue of a new chat, and the stored questions of that chat. */
export class QueueTabs {
  readonly chatId: ChatId = newChatId();
  readonly #leaves: (() => void)[] = [];

  /** Opens a tab, and records the questions that it sends. */
  open(lazyStorage: LazyValue<typeof storage> = lazyValue(async () => storage)) {
    const queue = new QuestionQueue(this.chatId, lazyStorage);
    const sent: string[] = [];
    const send = vi.fn((parts: Parts) => {
      sent.push(...textsOf([{ parts }]));
      return true;
    });
    queue.update(idle, send);
    const leave = queue.open();
    this.#leaves.push(leave);
    const waiting = () => textsOf(queue.getState().questions);
    return {
      queue,
      sent,
      send,
      leave,
      update: (run: QueueRun) => queue.update(run, send),
      waiting,
      untilWaiting: (...texts: string[]) => vi.waitFor(() => expect(waiting()).toEqual(texts)),
      idOf: (text: string) =>
        queue.getState().questions.find(({ parts }) => textsOf([{ parts }])[0] === text)?.id ?? Number.NaN,
    };
  }

  /** Opens a tab whose run is in progress, and adds these questions. Resolves once they are stored. */
  async openRunning(...texts: string[]): Promise<QueueTab> {
    const tab = this.open();
    tab.update(running);
    for (const text of texts) tab.queue.add(question(text));
    await this.untilStored(...texts);
    return tab;
  }

  async stored(): Promise<string[]> {
    return textsOf(await storage.listQueue(this.chatId));
  }

  untilStored(...texts: string[]): Promise<void> {
    return vi.waitFor(async () => expect(await this.stored()).toEqual(texts), { interval: 5 });
  }

  /** Waits until everything that was put into the database before has been written, and its listeners have run. */
  async settle(): Promise<void> {
    for (let count = 0; count < 3; count++) {
      await this.stored();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  closeAll(): void {
    for (const leave of this.#leaves.splice(0)) leave();
  }
}
