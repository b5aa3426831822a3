import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { loadChat } from '../history/chat-history.ts';
import { openDatabase } from '../history/database.ts';
import { historyCode } from '../history/load-history.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import { holdStorage } from '../testing/held-storage.ts';
import { elapse, endEvents, openSession, shownTexts, startEvent, textOf } from '../testing/open-session.ts';
import { storeAnswer, storeQuestion } from '../testing/stored-exchange.ts';
import { endTest, startSessionTest } from '../testing/test-setup.ts';
import type { ChatSession } from './chat-session.ts';

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;
let session: ChatSession;

beforeEach(async () => {
  await historyCode.load();
  ({ browser, server, chatId } = startSessionTest());
});
afterEach(async () => {
  session.close();
  await elapse(300);
  endTest(browser);
});

const runIdOf = (request: number) =>
  String((server.requests[request]?.body as { runId: string } | undefined)?.runId);
const untilRequests = (count: number) => vi.waitFor(() => expect(server.requests).toHaveLength(count));

test('storage that is cleared during an answer gets the question and the answer again', async () => {
  ({ session } = openSession(chatId, false));
  const connection = server.openConnection();
  session.send('Hello?');
  await untilRequests(1);
  const runId = runIdOf(0);
  connection.send(1, startEvent(runId, runId), textStart, textDelta('one'));
  await elapse(1_000);
  const { chats, messages, texts } = openDatabase();
  for (const table of [chats, messages, texts]) await table.clear();
  connection.send(4, textDelta(' two'), ...endEvents('complete', runId));
  await elapse(1_000);
  expect((await loadChat(chatId))?.map(textOf)).toEqual(['Hello?', 'one two']);
  expect(session.getState()).toMatchObject({ restored: true, unsaved: false });
});

describe('while the storage does not respond', () => {
  test('the first question waits 5 s, later ones not at all, and the state says that nothing is saved', async () => {
    const release = holdStorage();
    ({ session } = openSession(chatId, false));
    const [first, second] = [server.openConnection(), server.openConnection()];
    session.send('Hello?');
    await elapse(4_999);
    expect(server.requests).toHaveLength(0);
    expect(session.getState().unsaved).toBe(false);
    await elapse(1);
    expect(server.requests).toHaveLength(1);
    expect(session.getState().unsaved).toBe('unresponsive');
    first.send(1, startEvent(runIdOf(0), runIdOf(0)), ...endEvents('complete', runIdOf(0)));
    await elapse(20);
    session.send('Again?');
    await elapse();
    expect(server.requests).toHaveLength(2);

    release();
    second.send(1, startEvent(runIdOf(1), runIdOf(1)), ...endEvents('complete', runIdOf(1)));
    await elapse(20);
    expect(session.getState().unsaved).toBe(false);
    expect((await loadChat(chatId))?.map(textOf)).toEqual(['Hello?', '', 'Again?', '']);
  });

  test('an answer whose run is gone ends', async () => {
    ({ session } = openSession(chatId, false));
    const connection = server.openConnection();
    session.send('Hello?');
    await untilRequests(1);
    const runId = runIdOf(0);
    connection.send(1, startEvent(runId, runId), textStart, textDelta('one'));
    await elapse(1_000);
    const release = holdStorage();
    server.nothing();
    connection.drop();
    await elapse(10_000);
    expect(session.getState()).toMatchObject({ status: 'ready', unsaved: 'unresponsive' });
    expect(session.getState().messages[1]?.metadata).toMatchObject({ outcome: 'interrupted' });
    release();
    await elapse(20);
    expect(session.getState().unsaved).toBe(false);
    expect((await loadChat(chatId))?.at(-1)?.metadata).toMatchObject({ outcome: 'interrupted' });
  });

  test('a stored chat says so after 5 s, and is shown once it does', async () => {
    await storeQuestion(chatId);
    await storeAnswer(chatId, 'Hi.', 'complete');
    const release = holdStorage();
    ({ session } = openSession(chatId, true));
    await elapse(4_999);
    expect(session.getState().status).toBe('opening');
    await elapse(1);
    expect(session.getState()).toMatchObject({ status: 'ready', unsaved: 'unresponsive', unknown: false });
    release();
    await elapse(20);
    expect(session.getState()).toMatchObject({ status: 'ready', unsaved: false, unknown: false });
    expect(shownTexts(session)).toEqual(['Hello?', 'Hi.']);
  });
});
