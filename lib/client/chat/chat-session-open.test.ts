import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { loadChat } from '../history/chat-history.ts';
import { historyCode, loadHistory } from '../history/load-history.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import { elapse, endEvents, openSession, startEvent, textOf } from '../testing/open-session.ts';
import { storeAnswer, storeQuestion } from '../testing/stored-exchange.ts';
import { endTest, startSessionTest } from '../testing/test-setup.ts';

vi.mock('../history/load-history.ts', { spy: true });

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;

beforeEach(async () => {
  ({ browser, server, chatId } = startSessionTest());
  await storeQuestion(chatId);
});
afterEach(() => endTest(browser));

describe('a stored chat', () => {
  test('whose last answer has ended sends no request', async () => {
    await storeAnswer(chatId, 'one', 'complete');
    const { session } = openSession(chatId, true);
    expect(session.getState().status).toBe('opening');
    await elapse(20);
    expect(session.getState()).toMatchObject({ status: 'ready', unknown: false });
    expect(server.requests).toEqual([]);
  });

  test('whose question has no answer yet streams the answer', async () => {
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await elapse(20);
    expect(session.getState().status).toBe('submitted');
    connection.send(1, startEvent(`${chatId}a`), textStart, textDelta('one'), ...endEvents('complete'));
    await elapse(20);
    expect((await loadChat(chatId))?.map(({ id }) => id)).toEqual([`${chatId}q`, `${chatId}a`]);
  });

  test('whose question has no run can be retried', async () => {
    server.nothing();
    const { session } = openSession(chatId, true);
    await elapse(20);
    expect(session.getState()).toMatchObject({ status: 'ready', messages: [{ id: `${chatId}q` }] });
    const connection = server.openConnection();
    session.retry();
    await vi.waitFor(() => expect(server.requests).toHaveLength(2)); // it is saved first
    connection.send(1, startEvent(`${chatId}a`), textStart, textDelta('one'), ...endEvents('complete'));
    await elapse(20);
    expect(textOf(session.getState().messages[1])).toBe('one');
  });

  test('that is not in this browser is unknown', async () => {
    const { session } = openSession(newChatId(), true);
    await elapse(20);
    expect(session.getState()).toMatchObject({ unknown: true, status: 'ready', messages: [] });
  });

  test('that cannot be read is not reported as unknown', async () => {
    vi.mocked(loadHistory).mockRejectedValueOnce(new Error('no storage'));
    const { session } = openSession(chatId, true);
    await elapse(20);
    expect(session.getState()).toMatchObject({ unknown: false, unsaved: 'broken', status: 'ready' });
  });

  test('opens once the code for the history loads after a failure', async () => {
    await storeAnswer(chatId, 'one', 'complete');
    vi.mocked(loadHistory).mockRejectedValueOnce(
      Object.assign(new Error('Failed to load chunk'), { name: 'ChunkLoadError' }),
    );
    const fetched = Promise.withResolvers<Awaited<ReturnType<typeof loadHistory>>>();
    vi.spyOn(historyCode, 'load').mockReturnValueOnce(fetched.promise);
    const { session, states } = openSession(chatId, true);
    await elapse(20);
    expect(session.getState().status).toBe('opening');
    expect(states).toEqual([]);
    fetched.resolve(await import('../history/chat-history.ts'));
    await elapse(20);
    expect(session.getState()).toMatchObject({ status: 'ready', unknown: false, unsaved: false });
    expect(textOf(session.getState().messages[1])).toBe('one');
  });

  test('does not open when it is closed before the code for the history loads', async () => {
    await storeAnswer(chatId, 'one');
    const failure = Object.assign(new Error('Failed to load chunk'), { name: 'ChunkLoadError' });
    vi.mocked(loadHistory).mockRejectedValueOnce(failure);
    vi.spyOn(historyCode, 'load').mockRejectedValueOnce(failure);
    const { session } = openSession(chatId, true);
    await elapse(20);
    session.close();
    await elapse(20);
    expect(server.requests).toEqual([]);
    expect(loadHistory).toHaveBeenCalledTimes(1);
  });

  test('that is closed while it is read sends no request', async () => {
    await storeAnswer(chatId, 'one');
    const { session } = openSession(chatId, true);
    session.close();
    await elapse(20);
    expect(server.requests).toEqual([]);
  });
});
