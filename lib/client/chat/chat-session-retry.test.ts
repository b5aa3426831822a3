import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { loadChat } from '../history/chat-history.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import { elapse, endEvents, openSession, startEvent, textOf } from '../testing/open-session.ts';
import { storeAnswer, storeQuestion } from '../testing/stored-exchange.ts';
import { endTest, startSessionTest } from '../testing/test-setup.ts';

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;

beforeEach(async () => {
  ({ browser, server, chatId } = startSessionTest());
  await storeQuestion(chatId);
});
afterEach(() => endTest(browser));

describe('a regenerated answer', () => {
  test('is followed by a page that is opened before its first token', async () => {
    await storeAnswer(chatId, 'old', 'complete');
    const { session } = openSession(chatId, true);
    await elapse(20);
    session.retry();
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    session.close();
    await elapse(300);
    const connection = server.openConnection();
    const { session: next } = openSession(chatId, true);
    await elapse(20);
    const request = server.requests[0]?.body as { runId: string } | undefined;
    connection.send(1, startEvent(String(request?.runId)), textStart, textDelta('new'));
    await elapse(20);
    expect(next.getState().messages.map(textOf)).toEqual(['Hello?', 'new']);
    next.close();
    await elapse(300);
  });
});

test('retrying shows the new answer in place of the old one, which stays in the database', async () => {
  await storeAnswer(chatId, 'old', 'complete');
  const { session, states } = openSession(chatId, true);
  await elapse(20);
  const connection = server.openConnection();
  session.retry('other-model');
  expect(session.getState().messages.map(({ id }) => id)).toEqual([`${chatId}q`]);
  await vi.waitFor(() => expect(server.requests).toHaveLength(1)); // it is saved first
  connection.send(1, startEvent(`${chatId}b`), textStart, textDelta('new'), ...endEvents('complete'));
  await elapse(20);
  expect(session.getState().messages.map(({ id }) => id)).toEqual([`${chatId}q`, `${chatId}b`]);
  expect(server.requests[0]).toMatchObject({
    method: 'POST',
    body: { trigger: 'regenerate-message', model: 'other-model', messages: [{ id: `${chatId}q` }] },
  });
  expect(states.every(({ messages }) => messages.length <= 2)).toBe(true);
  expect(await loadChat(chatId)).toEqual(session.getState().messages);
  const { default: Dexie } = await import('dexie');
  const database = await new Dexie('runnel').open();
  const old = await database.table('messages').get(`${chatId}a`);
  database.close();
  expect(old).toMatchObject({ parentId: `${chatId}q`, message: { parts: [{ text: 'old' }] } });
});
