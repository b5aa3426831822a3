import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as storage from '#lib/client/history/stored-queue.ts';
import {
  complete,
  idle,
  type Parts,
  type QueueTab,
  QueueTabs,
  question,
  recovering,
  running,
  stopping,
} from '#lib/client/testing/queue-tabs.ts';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { QueueRun } from './question-queue.ts';

let tabs: QueueTabs;

beforeEach(async () => {
  tabs = await QueueTabs.create();
});
afterEach(() => tabs.closeAll());

describe('a question that is added while a run is in progress', () => {
  test('waits, and is sent when the answer is complete', async () => {
    const tab = await tabs.openRunning('one', 'two');
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
    const tab = await tabs.openRunning('one');
    expect(tab.queue.getState().paused).toBe(false);
    tab.update(idle);
    await tabs.settle();
    expect([tab.sent, tab.queue.getState().paused]).toEqual([[], true]);
    tab.queue.resume();
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
    expect(tab.queue.getState()).toEqual({ questions: [], paused: false });
  });

  test('is sent after a stop when the reader added it after stopping', async () => {
    const tab = tabs.open();
    tab.update(stopping);
    tab.queue.add(question('one'));
    tab.update(idle);
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
    tab.update(running);
    tab.queue.add(question('two'));
    tab.update(idle);
    await tabs.untilStored('two');
    expect(tab.sent).toEqual(['one']); // the stop counts for one run
  });

  test.each<[string, QueueRun]>([
    ['no run', idle],
    ['a live run', running],
  ])('is sent when the reader added it during a recovery that found %s', async (_, found) => {
    const tab = tabs.open();
    tab.update(recovering);
    tab.queue.add(question('one'));
    await tabs.untilStored('one');
    expect([tab.sent, tab.queue.getState().paused]).toEqual([[], false]);
    tab.update(found);
    tab.update(idle);
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
  });

  test('before a recovery is paused when that ends without a complete answer', async () => {
    const tab = await tabs.openRunning('one');
    tab.update(recovering);
    tab.update(idle);
    await tabs.settle();
    expect([tab.sent, tab.queue.getState().paused]).toEqual([[], true]);
  });

  test('is sent once it is stored when the answer is complete before that', async () => {
    const gate = Promise.withResolvers<void>();
    const tab = tabs.open(
      lazyValue(async () => ({
        ...storage,
        enqueue: (id: ChatId, parts: Parts) => gate.promise.then(() => storage.enqueue(id, parts)),
      })),
    );
    await tabs.settle();
    tab.update(running);
    tab.queue.add(question('one'));
    tab.update(complete);
    await tabs.settle();
    expect([tab.sent, tab.waiting()]).toEqual([[], ['one']]);
    gate.resolve();
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
  });
});

describe('a waiting question', () => {
  test('can be edited in place and removed', async () => {
    const tab = await tabs.openRunning('one', 'two');
    tab.queue.edit(tab.idOf('one'), question('uno'));
    await tabs.untilStored('uno', 'two');
    await tab.untilWaiting('uno', 'two');
    tab.queue.remove(tab.idOf('uno'));
    await tabs.untilStored('two');
  });

  test('has the same id before and after it is stored', async () => {
    const tab = tabs.open();
    tab.update(running);
    tab.queue.add(question('one'));
    const id = tab.idOf('one');
    await tabs.untilStored('one');
    await tabs.settle();
    expect(tab.queue.getState().questions).toEqual([{ id, parts: question('one') }]);
  });

  test.each<[string, (tab: QueueTab) => void, string[]]>([
    ['edited', (tab) => tab.queue.edit(tab.idOf('one'), question('uno')), ['uno']],
    ['removed', (tab) => tab.queue.remove(tab.idOf('one')), []],
  ])('that is %s while it is being stored ends up so in the storage', async (_, change, expected) => {
    const gate = Promise.withResolvers<void>();
    const enqueue = vi.fn((id: ChatId, parts: Parts) => gate.promise.then(() => storage.enqueue(id, parts)));
    const tab = tabs.open(lazyValue(async () => ({ ...storage, enqueue })));
    tab.update(running);
    tab.queue.add(question('one'));
    await vi.waitFor(() => expect(enqueue).toHaveBeenCalledTimes(1));
    change(tab);
    expect(tab.waiting()).toEqual(expected);
    gate.resolve();
    await tabs.settle();
    await tabs.untilStored(...expected);
    await tab.untilWaiting(...expected);
  });

  test('of a stored chat is paused until the reader resumes', async () => {
    await storage.enqueue(tabs.chatId, question('one'));
    const tab = tabs.open();
    await vi.waitFor(() => expect(tab.queue.getState()).toMatchObject({ paused: true }));
    tab.queue.resume();
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
  });

  test('stays in the queue, paused, when the chat cannot start a run', async () => {
    const tab = await tabs.openRunning('one');
    tab.send.mockReturnValueOnce(false);
    tab.update(complete);
    await vi.waitFor(() => expect(tab.queue.getState().paused).toBe(true));
    expect([tab.sent, tab.waiting()]).toEqual([[], ['one']]);
    expect(await tabs.stored()).toEqual(['one']);
  });

  test('is not shown as waiting while it is being taken', async () => {
    const gate = Promise.withResolvers<void>();
    const takeQueued: typeof storage.takeQueued = (...taken) =>
      gate.promise.then(() => storage.takeQueued(...taken));
    await storage.enqueue(tabs.chatId, question('one'));
    const tab = tabs.open(lazyValue(async () => ({ ...storage, takeQueued })));
    await tab.untilWaiting('one');
    tab.queue.resume();
    await storage.enqueue(tabs.chatId, question('two'));
    await tab.untilWaiting('two');
    gate.resolve();
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
    await tabs.untilStored('two');
  });
});

describe('questions from before the queue was loaded', () => {
  const early = (text: string, sentAnyway = false) => ({ parts: question(text), sentAnyway });

  test.each<[string, QueueRun, boolean, string[]]>([
    ['are sent when the answer is complete already', complete, false, ['one']],
    ['wait for the reader when the answer is incomplete', idle, false, []],
    ['are sent when the reader added them while the run was ending', idle, true, ['one']],
    ['wait while a run is in progress', running, true, []],
  ])('%s', async (_, run, sentAnyway, sent) => {
    const tab = tabs.open();
    tab.update(run);
    tab.queue.addEarly([early('one', sentAnyway)]);
    await tabs.settle();
    expect(tab.sent).toEqual(sent);
  });

  test('are sent however the run ends when the reader added them while it was ending', async () => {
    const tab = tabs.open();
    tab.update(running);
    tab.queue.addEarly([early('one', true)]);
    tab.update(idle);
    await vi.waitFor(() => expect(tab.sent).toEqual(['one']));
  });

  test('do not resume a queue that has questions of an earlier visit when there are none', async () => {
    await storage.enqueue(tabs.chatId, question('old'));
    const tab = tabs.open();
    tab.update(complete);
    await tab.untilWaiting('old');
    tab.queue.addEarly([]);
    await tabs.settle();
    expect([tab.sent, tab.queue.getState().paused]).toEqual([[], true]);
  });
});

describe('several tabs', () => {
  test('show the same questions', async () => {
    const [one, other] = [await tabs.openRunning(), tabs.open()];
    one.queue.add(question('one'));
    await other.untilWaiting('one');
  });

  test('send each question once', async () => {
    const all = [await tabs.openRunning('one', 'two'), tabs.open(), tabs.open()];
    for (const tab of all) tab.update(running);
    for (const tab of all) await tab.untilWaiting('one', 'two');
    for (const tab of all) tab.update(complete);
    await tabs.untilStored('two');
    await tabs.settle();
    expect(all.flatMap(({ sent }) => sent)).toEqual(['one']);
    expect(all.filter(({ queue }) => queue.getState().paused)).toHaveLength(2);
  });
});

test('a closed queue sends nothing', async () => {
  const tab = await tabs.openRunning('one');
  tab.leave();
  tab.update(complete);
  await tabs.settle();
  expect(tab.sent).toEqual([]);
});
