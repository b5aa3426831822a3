import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { loadChat, saveMessage } from '../history/chat-history.ts';
import { historyCode, loadHistory } from '../history/load-history.ts';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { type FakeServer, fakeServer } from '../testing/fake-server.ts';
import { opened, word } from '../testing/follow.ts';
import { begunAs, ending, metadata, openSession, pass, wordsOf } from '../testing/open-session.ts';
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
const lengths = (states: ChatState[]) => states.map(({ messages }) => wordsOf(messages[1])?.length ?? 0);

/** An answer as an earlier visit left it, begun and not ended. */
async function storeAnswer(
  words: string,
  change: Partial<ChatMessage['metadata']> = {},
): Promise<ChatMessage> {
  const parts: ChatMessage['parts'] = [{ type: 'text', text: words, state: 'streaming' }];
  const answer: ChatMessage = {
    id: answerId(),
    role: 'assistant',
    parts,
    metadata: { ...metadata, ...change },
  };
  await saveMessage(chatId, answer, { parentId: question.id });
  return answer;
}

describe('an answer that was being written', () => {
  test('is replayed unseen up to where the reader was: what is shown never shrinks', async () => {
    await storeAnswer('one two three');
    const connection = server.openConnection();
    const { session, states } = openSession(chatId, true);
    await pass(20);
    for (const [index, event] of [begunAs(answerId()), opened, word('one'), word(' two')].entries()) {
      connection.send(index + 1, event);
      await pass(20);
      expect(wordsOf(session.getState().messages[1])).toBe('one two three');
    }
    connection.send(5, word(' three'), word(' four'));
    await pass(20);
    expect(session.getState().status).toBe('streaming');
    expect(wordsOf(session.getState().messages[1])).toBe('one two three four');
    connection.send(7, ...ending('complete'));
    await pass(20);
    expect(session.getState()).toMatchObject({ status: 'ready' });
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
    const shown = lengths(states);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
    expect(server.requests).toMatchObject([{ method: 'GET', lastEventId: null }]);
  });

  test('is never shortened in the database while it is replayed', async () => {
    const before = await storeAnswer('one two three');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await pass(20);
    connection.send(1, begunAs(answerId()), opened, word('one'));
    await pass(3_000);
    session.close();
    await pass(300);
    expect((await loadChat(chatId))?.[1]).toEqual(before);
  });

  test('whose run is gone is interrupted, with the words that were there', async () => {
    await storeAnswer('one two');
    server.nothing();
    const { session } = openSession(chatId, true);
    await pass(20);
    const [, answer] = session.getState().messages;
    expect(answer).toMatchObject({ metadata: { outcome: 'interrupted', error: { code: 'run-lost' } } });
    expect(wordsOf(answer)).toBe('one two');
    expect(session.getState().status).toBe('ready');
    expect((await loadChat(chatId))?.[1]).toEqual(answer);
  });

  test('whose run is lost before the replay has caught up keeps the words that were there', async () => {
    await storeAnswer('one two three');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await pass(20);
    connection.send(1, begunAs(answerId()), opened, word('one'));
    await pass(20);
    server.nothing();
    connection.drop();
    await pass(20);
    expect(wordsOf(session.getState().messages[1])).toBe('one two three');
    expect(session.getState().messages[1]?.metadata?.outcome).toBe('interrupted');
  });

  test('that was stopped from elsewhere ends as it was left', async () => {
    await storeAnswer('one two');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await pass(20);
    connection.send(1, begunAs(answerId()), opened, word('one two'), ...ending('stopped'));
    await pass(20);
    expect(session.getState().messages[1]?.metadata?.outcome).toBe('stopped');
    expect(wordsOf(session.getState().messages[1])).toBe('one two');
  });

  test('can be stopped from here', async () => {
    await storeAnswer('one');
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    connection.send(1, begunAs(answerId()), opened, word('one'));
    await pass(20);
    server.answer(() => Response.json({ stopped: true }, { status: 202 }));
    session.stop();
    connection.send(4, ...ending('stopped'));
    await pass(20);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'DELETE']);
    expect(session.getState()).toMatchObject({ status: 'ready', stopping: false });
  });
});

describe('an answer that was asked for again', () => {
  test('is found again by a page that is opened before its first word', async () => {
    await storeAnswer('old', { outcome: 'complete' });
    const { session } = openSession(chatId, true);
    await pass(20);
    session.retry();
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    session.close();
    await pass(300);
    const connection = server.openConnection();
    const { session: next } = openSession(chatId, true);
    await pass(20);
    const asked = server.requests[0]?.body as { runId: string } | undefined;
    connection.send(1, begunAs(String(asked?.runId)), opened, word('new'));
    await pass(20);
    expect(next.getState().messages.map(wordsOf)).toEqual(['Hello?', 'new']);
    next.close();
    await pass(300);
  });
});

describe('a stored chat', () => {
  test('whose last answer has ended asks the server nothing', async () => {
    await storeAnswer('one', { outcome: 'complete' });
    const { session } = openSession(chatId, true);
    expect(session.getState().status).toBe('opening');
    await pass(20);
    expect(session.getState()).toMatchObject({ status: 'ready', unknown: false });
    expect(server.requests).toEqual([]);
  });

  test('whose question was not answered yet shows the answer as it comes', async () => {
    const connection = server.openConnection();
    const { session } = openSession(chatId, true);
    await pass(20);
    expect(session.getState().status).toBe('submitted');
    connection.send(1, begunAs(answerId()), opened, word('one'), ...ending('complete'));
    await pass(20);
    expect((await loadChat(chatId))?.map(({ id }) => id)).toEqual([question.id, answerId()]);
  });

  test('whose question has no run can be asked again', async () => {
    server.nothing();
    const { session } = openSession(chatId, true);
    await pass(20);
    expect(session.getState()).toMatchObject({ status: 'ready', messages: [{ id: question.id }] });
    const connection = server.openConnection();
    session.retry();
    await vi.waitFor(() => expect(server.requests).toHaveLength(2)); // kept first
    connection.send(1, begunAs(answerId()), opened, word('one'), ...ending('complete'));
    await pass(20);
    expect(wordsOf(session.getState().messages[1])).toBe('one');
  });

  test('that this browser does not have is unknown', async () => {
    const { session } = openSession(newChatId(), true);
    await pass(20);
    expect(session.getState()).toMatchObject({ unknown: true, status: 'ready', messages: [] });
  });

  test('that cannot be read is not called unknown', async () => {
    vi.mocked(loadHistory).mockRejectedValueOnce(new Error('no storage'));
    const { session } = openSession(chatId, true);
    await pass(20);
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
    await pass(20);
    expect(session.getState().status).toBe('opening');
    expect(states).toEqual([]);
    fetched.resolve(await import('../history/chat-history.ts'));
    await pass(20);
    expect(session.getState()).toMatchObject({ status: 'ready', unknown: false, unsaved: false });
    expect(wordsOf(session.getState().messages[1])).toBe('one');
  });

  test('does not open when it is closed before the code for the history loads', async () => {
    await storeAnswer('one');
    const failure = Object.assign(new Error('Failed to load chunk'), { name: 'ChunkLoadError' });
    vi.mocked(loadHistory).mockRejectedValueOnce(failure);
    vi.spyOn(historyCode, 'load').mockRejectedValueOnce(failure);
    const { session } = openSession(chatId, true);
    await pass(20);
    session.close();
    await pass(20);
    expect(server.requests).toEqual([]);
    expect(loadHistory).toHaveBeenCalledTimes(1);
  });

  test('that was left while it was read asks the server nothing', async () => {
    await storeAnswer('one');
    const { session } = openSession(chatId, true);
    session.close();
    await pass(20);
    expect(server.requests).toEqual([]);
  });
});

test('trying again shows the new answer in place of the old one, which stays in the database', async () => {
  await storeAnswer('old', { outcome: 'complete' });
  const { session, states } = openSession(chatId, true);
  await pass(20);
  const connection = server.openConnection();
  session.retry('other-model');
  expect(session.getState().messages.map(({ id }) => id)).toEqual([question.id]);
  await vi.waitFor(() => expect(server.requests).toHaveLength(1)); // kept first
  connection.send(1, begunAs(`${chatId}b`), opened, word('new'), ...ending('complete'));
  await pass(20);
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
