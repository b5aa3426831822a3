import 'client-only';
import { expect, vi } from 'vitest';
import { type LazyValue, lazyValue } from '#lib/lazy/lazy-value.ts';
import { type ChatId, newChatId, newMessageId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { SendOptions } from '../chat/chat-state.ts';
import { QuestionQueue, type QueueRun } from '../chat/queue/question-queue.ts';
import * as storage from '../history/stored-queue.ts';
import { storeAnswer, storeQuestion } from './stored-exchange.ts';

export type Parts = ChatMessage['parts'];

export const idle: QueueRun = { running: false, stopping: false, recovering: false, endedWell: false };
export const running: QueueRun = { ...idle, running: true };
export const stopping: QueueRun = { ...running, stopping: true };
/** The session finds out whether an earlier run is still live. */
export const recovering: QueueRun = { ...idle, recovering: true };
export const complete: QueueRun = { ...idle, endedWell: true };

export const question = (text: string): Parts => [{ type: 'text', text }];
const textsOf = (questions: readonly { parts: Parts }[]) =>
  questions.map(({ parts }) => (parts[0]?.type === 'text' ? parts[0].text : ''));

export type QueueTab = ReturnType<QueueTabs['open']>;

/** The tabs of one test, which show the queue of a chat with a complete answer, and the stored questions of that chat. */
export class QueueTabs {
  readonly chatId: ChatId = newChatId();
  readonly #leaves: (() => void)[] = [];

  static async create(): Promise<QueueTabs> {
    const tabs = new QueueTabs();
    await storeQuestion(tabs.chatId);
    await storeAnswer(tabs.chatId, 'Hi.', 'complete');
    return tabs;
  }

  /** Opens a tab, and records the questions that it sends. Like a session, it first takes those that are stored. */
  open(lazyStorage: LazyValue<typeof storage> = lazyValue(async () => storage)) {
    const queue = new QuestionQueue(this.chatId, lazyStorage);
    const sent: string[] = [];
    const record = (parts: Parts) => void sent.push(...textsOf([{ parts }]));
    const send = vi.fn((parts: Parts, { take }: SendOptions): boolean => {
      if (take === undefined) record(parts);
      else {
        void take({ id: newMessageId(), role: 'user', parts }, `${this.chatId}a`).then(
          (taken) => (taken ? record(taken.parts) : queue.update(complete, send)),
          () => record(parts),
        );
      }
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
