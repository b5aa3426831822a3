import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { loadChat } from '../history/chat-history.ts';
import type { TakeQuestion } from '../history/saving/message-saver.ts';
import { editQueued, enqueue, listQueue, takeQueued } from '../history/stored-queue.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { holdStorage } from '../testing/held-storage.ts';
import { closeTabs, elapse, openTab, shownTexts, textOf } from '../testing/open-session.ts';
import { storeAnswer, storeQuestion } from '../testing/stored-exchange.ts';
import { endTest, startSessionTest } from '../testing/test-setup.ts';

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;
let position: number;

beforeEach(async () => {
  ({ browser, server, chatId } = startSessionTest());
  await storeQuestion(chatId);
  await storeAnswer(chatId, 'Hi.', 'complete');
  position = await enqueue(chatId, [{ type: 'text', text: 'And?' }]);
});
afterEach(async () => {
  await closeTabs();
  endTest(browser);
});

const take: TakeQuestion = (question, parentId) => takeQueued({ chatId, position }, question, parentId);
const storedTexts = async () => (await loadChat(chatId))?.map(textOf);
const posts = () => server.requests.filter(({ method }) => method === 'POST');

describe('a question from the queue', () => {
  test('is moved from the queue into the chat before its run is requested', async () => {
    const session = await openTab(chatId);
    server.openConnection();
    expect(session.send('And?', undefined, { take })).toBe(true);
    expect(session.getState().status).toBe('submitted');
    expect(session.send('Too early?')).toBe(false);
    await elapse(20);
    expect(posts()).toMatchObject([{ body: { messages: [{}, {}, { parts: [{ text: 'And?' }] }] } }]);
    expect(await listQueue(chatId)).toEqual([]);
    expect(await storedTexts()).toEqual(['Hello?', 'Hi.', 'And?', '']);
  });

  test('is sent by one of two tabs that try at the same time', async () => {
    const tabs = [await openTab(chatId), await openTab(chatId)];
    server.openConnection();
    server.openConnection();
    for (const tab of tabs) tab.send('And?', undefined, { take });
    await elapse(20);
    expect(posts()).toHaveLength(1);
    for (const tab of tabs) expect(shownTexts(tab).filter((text) => text === 'And?')).toHaveLength(1);
    expect(await storedTexts()).toEqual(['Hello?', 'Hi.', 'And?', '']);
  });

  test('is sent with the last change of any tab', async () => {
    const session = await openTab(chatId);
    server.openConnection();
    await editQueued(position, [{ type: 'text', text: 'And then?' }]);
    session.send('And?', undefined, { take });
    await elapse(20);
    expect(posts()).toMatchObject([{ body: { messages: [{}, {}, { parts: [{ text: 'And then?' }] }] } }]);
    expect(shownTexts(session)).toEqual(['Hello?', 'Hi.', 'And then?']);
  });

  test('that another tab has taken is not sent, and is removed again', async () => {
    const session = await openTab(chatId);
    session.send('And?', undefined, { take: async () => undefined });
    await elapse(20);
    expect(session.getState().status).toBe('ready');
    expect(shownTexts(session)).toEqual(['Hello?', 'Hi.']);
    expect(server.requests).toEqual([]);
  });

  test('is saved and sent when it cannot be taken out of the storage', async () => {
    const session = await openTab(chatId);
    server.openConnection();
    session.send('And?', undefined, { take: () => Promise.reject(new Error('no storage')) });
    await elapse(20);
    expect(posts()).toHaveLength(1);
    expect(await storedTexts()).toEqual(['Hello?', 'Hi.', 'And?', '']);
  });

  test('is sent after 5 s while the storage does not respond, and is taken once it does', async () => {
    const session = await openTab(chatId);
    server.openConnection();
    const release = holdStorage();
    session.send('And?', undefined, { take });
    await elapse(4_999);
    expect(posts()).toHaveLength(0);
    await elapse(1);
    expect(posts()).toHaveLength(1);
    expect(session.getState().unsaved).toBe('unresponsive');
    release();
    await elapse(20);
    expect(session.getState().unsaved).toBe(false);
    expect([await listQueue(chatId), await storedTexts()]).toEqual([[], ['Hello?', 'Hi.', 'And?', '']]);
  });

  test('is stored as a message when the tab leaves the chat while taking it', async () => {
    const session = await openTab(chatId);
    const taken = vi.fn(take);
    session.send('And?', undefined, { take: taken });
    session.close();
    await elapse(20);
    expect(taken).toHaveBeenCalledTimes(1);
    expect(server.requests).toEqual([]);
    expect([await listQueue(chatId), await storedTexts()]).toEqual([[], ['Hello?', 'Hi.', 'And?']]);
  });
});
