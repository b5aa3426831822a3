import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LazyValue, lazyValue } from '#lib/lazy/lazy-value.ts';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import * as storage from '../history/stored-queue.ts';
import { QuestionQueue, type QueueRun } from './question-queue.ts';

type Parts = ChatMessage['parts'];

const idle: QueueRun = { running: false, stopping: false, endedWell: false };
const running: QueueRun = { running: true, stopping: false, endedWell: false };
const stopping: QueueRun = { running: true, stopping: true, endedWell: false };
const complete: QueueRun = { running: false, stopping: false, endedWell: true };

let chatId: ChatId;
const leaves: (() => void)[] = [];

beforeEach(() => {
  chatId = newChatId();
});
afterEach(() => {
  for (const leave of leaves.splice(0)) leave();
});

const question = (text: string): Parts => [{ type: 'text', text }];
const textsOf = (questions: readonly { parts: Parts }[]) =>
  questions.map(({ parts }) => (parts[0]?.type === 'text' ? parts[0].text : ''));

/** The queue of one tab, and the questions that it has sent. */
function openQueue(lazyStorage: LazyValue<typeof storage> = lazyValue(async () => storage)) {
  const queue = new QuestionQueue(chatId, lazyStorage);
  const sent: string[] = [];
  const send = vi.fn((parts: Parts) => {
    sent.push(...textsOf([{ parts }]));
    return true;
  });
  queue.update(idle, send);
  const leave = queue.open();
  leaves.push(leave);
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
const stored = async () => textsOf(await storage.listQueue(chatId));
const untilStored = (...texts: string[]) =>
  vi.waitFor(async () => expect(await stored()).toEqual(texts), { interval: 5 });
/** Waits until everything that was put into the database before has been written, and its listeners have run. */
async function settle(): Promise<void> {
  for (let count = 0; count < 3; count++) {
    await stored();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A queue whose run is in progress, with these questions stored. */
async function openWith(...texts: string[]) {
  const tab = openQueue();
  tab.update(running);
  for (const text of texts) tab.queue.add(question(text));
  await untilStored(...texts);
  return tab;
}

describe('a question that is added while a run is in progress', () => {
  test('waits, and is sent when the answer is complete', async () => {
    const tab = await openWith('one', 'two');
    await tab.untilWaiting('one', 'two');
    expect(tab.sent).toEqual([]);
    tab.update(complete);
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
    await tab.untilWaiting('two');
    tab.update(running);
    tab.update(complete);
    await vi.waitFor(() => expect(tab.sent).toEqual(['one', 'two']));
  });

  test('is paused when the run ends in another way, until the reader resumes', async () => {
    const tab = await openWith('one');
    expect(tab.queue.getState().paused).toBe(false);
    tab.update(idle);
    await settle();
    expect([tab.sent, tab.queue.getState().paused]).toEqual([[], true]);
    tab.queue.resume();
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
    expect(tab.queue.getState()).toEqual({ questions: [], paused: false });
  });

  test('is sent after a stop when the reader added it after stopping', async () => {
    const tab = openQueue();
    tab.update(stopping);
    tab.queue.add(question('one'));
    tab.update(idle);
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
    tab.update(running);
    tab.queue.add(question('two'));
    tab.update(idle);
    await untilStored('two');
    expect(tab.sent).toEqual(['one']); // the stop counts for one run
  });

  test('is sent once it is stored when the answer is complete before that', async () => {
    const gate = Promise.withResolvers<void>();
    const tab = openQueue(
      lazyValue(async () => ({
        ...storage,
        enqueue: (id: ChatId, parts: Parts) => gate.promise.then(() => storage.enqueue(id, parts)),
      })),
    );
    await settle();
    tab.update(running);
    tab.queue.add(question('one'));
    tab.update(complete);
    await settle();
    expect([tab.sent, tab.waiting()]).toEqual([[], ['one']]);
    gate.resolve();
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
  });
});

describe('a waiting question', () => {
  test('can be edited in place and removed', async () => {
    const tab = await openWith('one', 'two');
    tab.queue.edit(tab.idOf('one'), question('uno'));
    await untilStored('uno', 'two');
    await tab.untilWaiting('uno', 'two');
    tab.queue.remove(tab.idOf('uno'));
    await untilStored('two');
  });

  test('has the same id before and after it is stored', async () => {
    const tab = openQueue();
    tab.update(running);
    tab.queue.add(question('one'));
    const id = tab.idOf('one');
    await untilStored('one');
    await settle();
    expect(tab.queue.getState().questions).toEqual([{ id, parts: question('one') }]);
  });

  test.each<[string, (tab: ReturnType<typeof openQueue>) => void, string[]]>([
    ['edited', (tab) => tab.queue.edit(tab.idOf('one'), question('uno')), ['uno']],
    ['removed', (tab) => tab.queue.remove(tab.idOf('one')), []],
  ])('that is %s while it is being stored ends up so in the storage', async (_, change, expected) => {
    const gate = Promise.withResolvers<void>();
    const enqueue = vi.fn((id: ChatId, parts: Parts) => gate.promise.then(() => storage.enqueue(id, parts)));
    const tab = openQueue(lazyValue(async () => ({ ...storage, enqueue })));
    tab.update(running);
    tab.queue.add(question('one'));
    await vi.waitFor(() => expect(enqueue).toHaveBeenCalledTimes(1));
    change(tab);
    expect(tab.waiting()).toEqual(expected);
    gate.resolve();
    await settle();
    await untilStored(...expected);
    await tab.untilWaiting(...expected);
  });

  test('of a stored chat is paused until the reader resumes', async () => {
    await storage.enqueue(chatId, question('one'));
    const tab = openQueue();
    await vi.waitFor(() => expect(tab.queue.getState()).toMatchObject({ paused: true }));
    tab.queue.resume();
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
  });

  test('goes back to the queue, paused, when the chat cannot start a run', async () => {
    const tab = await openWith('one');
    tab.send.mockReturnValueOnce(false);
    tab.update(complete);
    await vi.waitFor(() => expect(tab.queue.getState().paused).toBe(true));
    await untilStored('one');
    expect(tab.sent).toEqual([]);
  });
});

describe('several tabs', () => {
  test('show the same questions', async () => {
    const [one, other] = [await openWith(), openQueue()];
    one.queue.add(question('one'));
    await other.untilWaiting('one');
  });

  test('send each question once', async () => {
    const tabs = [await openWith('one', 'two'), openQueue(), openQueue()];
    for (const tab of tabs) tab.update(running);
    for (const tab of tabs) await tab.untilWaiting('one', 'two');
    for (const tab of tabs) tab.update(complete);
    await untilStored('two');
    await settle();
    expect(tabs.flatMap(({ sent }) => sent)).toEqual(['one']);
    expect(tabs.filter(({ queue }) => queue.getState().paused)).toHaveLength(2);
  });
});

describe('without storage', () => {
  const failing = () => Promise.reject(new Error('no storage'));

  test('questions wait in memory and are sent in order', async () => {
    const tab = openQueue(lazyValue(async () => ({ ...storage, enqueue: failing })));
    tab.update(running);
    for (const text of ['one', 'two']) tab.queue.add(question(text));
    await settle();
    expect(tab.waiting()).toEqual(['one', 'two']);
    tab.update(complete);
    expect([tab.sent, tab.waiting()]).toEqual([['one'], ['two']]);
  });

  test('a stored question is sent even when it cannot be taken out of the storage', async () => {
    await storage.enqueue(chatId, question('one'));
    const tab = openQueue(lazyValue(async () => ({ ...storage, takeQueued: failing })));
    await tab.untilWaiting('one');
    tab.queue.resume();
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
  });

  test('the next question that is added moves the earlier ones to the storage too', async () => {
    const enqueue = vi.fn(storage.enqueue).mockImplementationOnce(failing);
    const tab = openQueue(lazyValue(async () => ({ ...storage, enqueue })));
    tab.update(running);
    await settle();
    tab.queue.add(question('one'));
    await settle();
    expect(await stored()).toEqual([]);
    tab.queue.add(question('two'));
    await untilStored('one', 'two');
  });
});

describe('while the storage code is not loaded', () => {
  /** Storage code whose first load fails, and whose second load the test completes. */
  function laterStorage() {
    const loaded = Promise.withResolvers<typeof storage>();
    const load = vi
      .fn<() => Promise<typeof storage>>()
      .mockRejectedValueOnce(new Error('offline'))
      .mockReturnValue(loaded.promise);
    const lazy = lazyValue(load);
    const arrive = () => {
      lazy.prefetch();
      loaded.resolve(storage);
    };
    return { lazy, arrive };
  }

  test('questions wait in memory, can be changed, and are sent', async () => {
    const tab = openQueue(laterStorage().lazy);
    tab.update(running);
    for (const text of ['one', 'two', 'three']) tab.queue.add(question(text));
    tab.queue.edit(tab.idOf('one'), question('uno'));
    tab.queue.remove(tab.idOf('two'));
    expect(tab.waiting()).toEqual(['uno', 'three']);
    tab.update(complete);
    expect([tab.sent, tab.waiting()]).toEqual([['uno'], ['three']]);
  });

  test('questions are stored, in order and behind those of other tabs, when the code arrives', async () => {
    await storage.enqueue(chatId, question('zero'));
    const { lazy, arrive } = laterStorage();
    const tab = openQueue(lazy);
    tab.update(running);
    for (const text of ['one', 'two']) tab.queue.add(question(text));
    await settle();
    expect(await stored()).toEqual(['zero']);
    arrive();
    await untilStored('zero', 'one', 'two');
    await tab.untilWaiting('zero', 'one', 'two');
  });

  test('questions are stored even when the reader has left the chat by then', async () => {
    const { lazy, arrive } = laterStorage();
    const tab = openQueue(lazy);
    tab.update(running);
    tab.queue.add(question('one'));
    await settle();
    tab.leave();
    arrive();
    await untilStored('one');
    expect(tab.sent).toEqual([]);
  });
});

test('a closed queue sends nothing', async () => {
  const tab = await openWith('one');
  tab.leave();
  tab.update(complete);
  await settle();
  expect(tab.sent).toEqual([]);
});
