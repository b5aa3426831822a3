import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { loadChat, saveMessage } from '../history/chat-history.ts';
import { historyCode, loadHistory } from '../history/load-history.ts';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { type FakeServer, fakeServer } from '../testing/fake-server.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import { elapse, endEvents, metadata, openSession, startEvent, textOf } from '../testing/open-session.ts';
import type { ChatState } from './chat-state.ts';

vi.mock('../history/load-history.ts', { spy: true });

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;
let question: ChatMessage;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  browser = stubBrowser();
  server = fakeServer();
  chatId = newChatId();
  question = { id: `${chatId}q`, role: 'user', parts: [{ type: 'text', text: 'Hello?' }] };
  await saveMessage(chatId, question, { parentId: null });
});
afterEach(() => {
  expect(browser.listeners()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const answerId = () => `${chatId}a`;
const lengths = (states: ChatState[]) => states.map(({ messages }) => textOf(messages[1])?.length ?? 0);

/** Stores an unended answer of an earlier visit. */
async function storeAnswer(
  text: string,
  change: Partial<ChatMessage['metadata']> = {},
): Promise<ChatMessage> {
  const parts: ChatMessage['parts'] = [{ type: 'text', text, state: 'streaming' }];
  const answer: ChatMessage = {
    id: answerId(),
    role: 'assistant',
    parts,
    metadata: { ...metadata, ...change },
  };
  await saveMessage(chatId, answer, { parentId: question.id });
  return answer;
}

describe('an unended answer', () => {
  test('is replayed without shortening the text that is shown', async () => {
    await storeAnswer('one two three');
    const connection = server.openConnection();
    const { session, states } = openSession(chatId, true);
    await elapse(20);
    for (const [index, event] of [
      startEvent(answerId()),
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
    const shown = lengths(states);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    expect(server.requests).toMatchObject([{ method: 'GET', lastEventId: null }]);
  });

  test('is never shortened in the database during the replay', async () => {
    const before = await storeAnswer('one two three');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await elapse(20);
    connection.send(1, startEvent(answerId()), textStart, textDelta('one'));
    await elapse(3_000);
    session.close();
    await elapse(300);
    expect((await loadChat(chatId))?.[1]).toEqual(before);
  });

  test('is interrupted, with its text, when the server has no run', async () => {
    await storeAnswer('one two');
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
    await storeAnswer('one two three');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await elapse(20);
    connection.send(1, startEvent(answerId()), textStart, textDelta('one'));
    await elapse(20);
    server.nothing();
    connection.drop();
    await elapse(20);
    expect(textOf(session.getState().messages[1])).toBe('one two three');
    expect(session.getState().messages[1]?.metadata?.outcome).toBe('interrupted');
  });

  test('that was stopped in another place ends as stopped', async () => {
    await storeAnswer('one two');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await elapse(20);
    connection.send(1, startEvent(answerId()), textStart, textDelta('one two'), ...endEvents('stopped'));
    await elapse(20);
    expect(session.getState().messages[1]?.metadata?.outcome).toBe('stopped');
    expect(textOf(session.getState().messages[1])).toBe('one two');
  });

  test('can be stopped after a reload', async () => {
    await storeAnswer('one');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    connection.send(1, startEvent(answerId()), textStart, textDelta('one'));
    await elapse(20);
    server.answer(() => Response.json({ stopped: true }, { status: 202 }));
    session.stop();
    connection.send(4, ...endEvents('stopped'));
    await elapse(20);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'DELETE']);
    expect(session.getState()).toMatchObject({ status: 'ready', stopping: false });
  });
});

describe('a regenerated answer', () => {
  test('is followed by a page that is opened before its first token', async () => {
    await storeAnswer('old', { outcome: 'complete' });
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

describe('a stored chat', () => {
  test('whose last answer has ended sends no request', async () => {
    await storeAnswer('one', { outcome: 'complete' });
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
    connection.send(1, startEvent(answerId()), textStart, textDelta('one'), ...endEvents('complete'));
    await elapse(20);
    expect((await loadChat(chatId))?.map(({ id }) => id)).toEqual([question.id, answerId()]);
  });

  test('whose question has no run can be retried', async () => {
    server.nothing();
    const { session } = openSession(chatId, true);
    await elapse(20);
    expect(session.getState()).toMatchObject({ status: 'ready', messages: [{ id: question.id }] });
    const connection = server.openConnection();
    session.retry();
    await vi.waitFor(() => expect(server.requests).toHaveLength(2)); // it is saved first
    connection.send(1, startEvent(answerId()), textStart, textDelta('one'), ...endEvents('complete'));
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
    await storeAnswer('one', { outcome: 'complete' });
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
    await storeAnswer('one');
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
    await storeAnswer('one');
    const { session } = openSession(chatId, true);
    session.close();
    await elapse(20);
    expect(server.requests).toEqual([]);
  });
});

test('retrying shows the new answer in place of the old one, which stays in the database', async () => {
  await storeAnswer('old', { outcome: 'complete' });
  const { session, states } = openSession(chatId, true);
  await elapse(20);
  const connection = server.openConnection();
  session.retry('other-model');
  expect(session.getState().messages.map(({ id }) => id)).toEqual([question.id]);
  await vi.waitFor(() => expect(server.requests).toHaveLength(1)); // it is saved first
  connection.send(1, startEvent(`${chatId}b`), textStart, textDelta('new'), ...endEvents('complete'));
  await elapse(20);
  expect(session.getState().messages.map(({ id }) => id)).toEqual([question.id, `${chatId}b`]);
  expect(server.requests[0]).toMatchObject({
    method: 'POST',
    body: { trigger: 'regenerate-message', model: 'other-model', messages: [{ id: question.id }] },
  });
  expect(states.every(({ messages }) => messages.length <= 2)).toBe(true);
  expect(await loadChat(chatId)).toEqual(session.getState().messages);
  const { default: Dexie } = await import('dexie');
  const database = await new Dexie('runnel').open();
  const old = await database.table('messages').get(answerId());
  database.close();
  expect(old).toMatchObject({ parentId: question.id, message: { parts: [{ text: 'old' }] } });
});
