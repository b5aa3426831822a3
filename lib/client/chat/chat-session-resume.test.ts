import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

describe('an unended answer', () => {
  test('is replayed without shortening the text that is shown', async () => {
    await storeAnswer(chatId, 'one two three');
    const connection = server.openConnection();
    const { session, states } = openSession(chatId, true);
    await elapse(20);
    for (const [index, event] of [
      startEvent(`${chatId}a`),
      textStart,
      textDelta('one'),
      textDelta(' two'),
    ].entries()) {
      connection.send(index + 1, event);
      await elapse(20);
      expect(textOf(session.getState().messages[1])).toBe('one two three');
    }
    connection.send(5, textDelta(' three'), textDelta(' four'));
    await elapse(20);
    expect(session.getState().status).toBe('streaming');
    expect(textOf(session.getState().messages[1])).toBe('one two three four');
    connection.send(7, ...endEvents('complete'));
    await elapse(20);
    expect(session.getState()).toMatchObject({ status: 'ready' });
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
    const shown = states.map(({ messages }) => textOf(messages[1])?.length ?? 0);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    expect(server.requests).toMatchObject([{ method: 'GET', url: `/api/chats/${chatId}/run?runId=run-1` }]);
  });

  test('is never shortened in the database during the replay', async () => {
    const before = await storeAnswer(chatId, 'one two three');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await elapse(20);
    connection.send(1, startEvent(`${chatId}a`), textStart, textDelta('one'));
    await elapse(3_000);
    session.close();
    await elapse(300);
    expect((await loadChat(chatId))?.[1]).toEqual(before);
  });

  test('is interrupted, with its text, when the server has no run', async () => {
    await storeAnswer(chatId, 'one two');
    server.nothing();
    const { session } = openSession(chatId, true);
    await elapse(20);
    const [, answer] = session.getState().messages;
    expect(answer).toMatchObject({ metadata: { outcome: 'interrupted', error: { code: 'run-lost' } } });
    expect(textOf(answer)).toBe('one two');
    expect(session.getState().status).toBe('ready');
    expect((await loadChat(chatId))?.[1]).toEqual(answer);
  });

  test('keeps its text when the run is lost before the replay has caught up', async () => {
    await storeAnswer(chatId, 'one two three');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await elapse(20);
    connection.send(1, startEvent(`${chatId}a`), textStart, textDelta('one'));
    await elapse(20);
    server.nothing();
    connection.drop();
    await elapse(20);
    expect(textOf(session.getState().messages[1])).toBe('one two three');
    expect(session.getState().messages[1]?.metadata?.outcome).toBe('interrupted');
  });

  test('that was stopped in another place ends as stopped', async () => {
    await storeAnswer(chatId, 'one two');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await elapse(20);
    connection.send(1, startEvent(`${chatId}a`), textStart, textDelta('one two'), ...endEvents('stopped'));
    await elapse(20);
    expect(session.getState().messages[1]?.metadata?.outcome).toBe('stopped');
    expect(textOf(session.getState().messages[1])).toBe('one two');
  });

  test('can be stopped after a reload', async () => {
    await storeAnswer(chatId, 'one');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    connection.send(1, startEvent(`${chatId}a`), textStart, textDelta('one'));
    await elapse(20);
    server.answer(() => Response.json({ stopped: true }, { status: 202 }));
    session.stop();
    connection.send(4, ...endEvents('stopped'));
    await elapse(20);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'DELETE']);
    expect(session.getState()).toMatchObject({ status: 'ready', stopping: false });
  });
});
