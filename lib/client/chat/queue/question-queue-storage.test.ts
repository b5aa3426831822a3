import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as storage from '#lib/client/history/stored-queue.ts';
import { complete, QueueTabs, question, running } from '#lib/client/testing/queue-tabs.ts';
import { lazyValue } from '#lib/lazy/lazy-value.ts';

let tabs: QueueTabs;

beforeEach(async () => {
  tabs = await QueueTabs.create();
});
afterEach(() => tabs.closeAll());

describe('without storage', () => {
  const failing = () => Promise.reject(new Error('no storage'));

  test('questions wait in memory and are sent in order', async () => {
    const tab = tabs.open(lazyValue(async () => ({ ...storage, enqueue: failing })));
    tab.update(running);
    for (const text of ['one', 'two']) tab.queue.add(question(text));
    await tabs.settle();
    expect(tab.waiting()).toEqual(['one', 'two']);
    tab.update(complete);
    expect([tab.sent, tab.waiting()]).toEqual([['one'], ['two']]);
  });

  test('a stored question is sent even when it cannot be taken out of the storage', async () => {
    await storage.enqueue(tabs.chatId, question('one'));
    const tab = tabs.open(lazyValue(async () => ({ ...storage, takeQueued: failing })));
    await tab.untilWaiting('one');
    tab.queue.resume();
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
    await tabs.untilStored(); // removed, so that it is not sent again
    expect(tab.waiting()).toEqual([]);
  });

  test('the next question that is added moves the earlier ones to the storage too', async () => {
    const enqueue = vi.fn(storage.enqueue).mockImplementationOnce(failing);
    const tab = tabs.open(lazyValue(async () => ({ ...storage, enqueue })));
    tab.update(running);
    await tabs.settle();
    tab.queue.add(question('one'));
    await tabs.settle();
    expect(await tabs.stored()).toEqual([]);
    tab.queue.add(question('two'));
    await tabs.untilStored('one', 'two');
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
    const tab = tabs.open(laterStorage().lazy);
    tab.update(running);
    for (const text of ['one', 'two', 'three']) tab.queue.add(question(text));
    tab.queue.edit(tab.idOf('one'), question('uno'));
    tab.queue.remove(tab.idOf('two'));
    expect(tab.waiting()).toEqual(['uno', 'three']);
    tab.update(complete);
    expect([tab.sent, tab.waiting()]).toEqual([['uno'], ['three']]);
  });

  test('questions are stored, in order and behind those of other tabs, when the code arrives', async () => {
    await storage.enqueue(tabs.chatId, question('zero'));
    const { lazy, arrive } = laterStorage();
    const tab = tabs.open(lazy);
    tab.update(running);
    for (const text of ['one', 'two']) tab.queue.add(question(text));
    await tabs.settle();
    expect(await tabs.stored()).toEqual(['zero']);
    arrive();
    await tabs.untilStored('zero', 'one', 'two');
    await tab.untilWaiting('zero', 'one', 'two');
  });

  test('questions are stored even when the reader has left the chat by then', async () => {
    const { lazy, arrive } = laterStorage();
    const tab = tabs.open(lazy);
    tab.update(running);
    tab.queue.add(question('one'));
    await tabs.settle();
    tab.leave();
    arrive();
    await tabs.untilStored('one');
    expect(tab.sent).toEqual([]);
  });
});
