import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { CONTINUATION_METADATA } from '#lib/protocol/run-event.ts';
import { loadChat, saveMessage } from '../history/chat-history.ts';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { type FakeServer, fakeServer } from '../testing/fake-server.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import { elapse, endEvents, metadata, openSession, startEvent, textOf } from '../testing/open-session.ts';
import type { ChatSession } from './chat-session.ts';

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;
const sessions: ChatSession[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  browser = stubBrowser();
  server = fakeServer();
  chatId = newChatId();
});
afterEach(async () => {
  for (const session of sessions.splice(0)) session.close();
  await elapse(300);
  expect(browser.listeners()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A tab with this chat. */
async function openTab(stored = true): Promise<ChatSession> {
  const { session } = openSession(chatId, stored);
  sessions.push(session);
  await elapse(20);
  return session;
}
async function storeExchange(
  answer: string,
  outcome: 'complete' | 'interrupted' = 'complete',
): Promise<void> {
  const question = {
    id: `${chatId}q`,
    role: 'user' as const,
    parts: [{ type: 'text' as const, text: 'Hello?' }],
  };
  await saveMessage(chatId, question, { parentId: null });
  const parts = [{ type: 'text' as const, text: answer }];
  const answered = {
    id: `${chatId}a`,
    role: 'assistant' as const,
    parts,
    metadata: { ...metadata, outcome },
  };
  await saveMessage(chatId, answered, { parentId: question.id });
}
const untilRequests = (requests: number) =>
  vi.waitFor(() => expect(server.requests.length).toBeGreaterThanOrEqual(requests));
/** The message id of the answer that a request asks for: the id of its run. */
const answerIdOf = (request: number) =>
  String((server.requests[request]?.body as { runId: string } | undefined)?.runId);
const shown = (session: ChatSession) => session.getState().messages.map(textOf);

describe('tabs with the same chat', () => {
  test('stream a run that one of them started, until it ends', async () => {
    await storeExchange('Hi.');
    const [one, other] = [await openTab(), await openTab()];
    const connection = server.openConnection();
    const otherConnection = server.openConnection();
    one.send('And?');
    await untilRequests(1);
    await elapse(20);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(other.getState().status).toBe('submitted');
    for (const each of [connection, otherConnection])
      each.send(1, startEvent(answerIdOf(0)), textStart, textDelta('So.'));
    await elapse(20);
    expect(shown(other)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
    for (const each of [connection, otherConnection]) each.send(4, ...endEvents('complete'));
    await elapse(20);
    expect(one.getState().messages).toEqual(other.getState().messages);
    expect(await loadChat(chatId)).toEqual(one.getState().messages);
  });

  test('keep the complete stored answer when one of them loses the run', async () => {
    await storeExchange('Hi.');
    const [late, other] = [await openTab(), await openTab()];
    const connection = server.openConnection();
    const otherConnection = server.openConnection();
    late.send('And?');
    await untilRequests(2);
    for (const each of [connection, otherConnection])
      each.send(1, startEvent(answerIdOf(0)), textStart, textDelta('So '));
    await elapse(20);
    otherConnection.send(4, textDelta('it is.'), ...endEvents('complete'));
    await elapse(20);
    const whole = other.getState().messages;
    expect(await loadChat(chatId)).toEqual(whole);
    server.nothing();
    connection.drop();
    await vi.waitFor(async () => {
      await elapse(1_000);
      expect(late.getState().messages.at(-1)?.metadata?.error?.code).toBe('run-lost');
    });
    await elapse(20);
    expect(await loadChat(chatId)).toEqual(whole);
  });

  test('continue when the tab that started the run is closed', async () => {
    await storeExchange('Hi.');
    const [one, other] = [await openTab(), await openTab()];
    server.openConnection();
    const otherConnection = server.openConnection();
    one.send('And?');
    await untilRequests(1);
    await elapse(20);
    one.close();
    otherConnection.send(1, startEvent(answerIdOf(0)), textStart, textDelta('So.'), ...endEvents('complete'));
    await elapse(20);
    expect(shown(other)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
    expect(await loadChat(chatId)).toEqual(other.getState().messages);
  });

  test('follow a second run after the one that they are following', async () => {
    await storeExchange('Hi.');
    const [one, other] = [await openTab(), await openTab()];
    const [first, firstThere] = [server.openConnection(), server.openConnection()];
    one.send('And?');
    await untilRequests(1);
    await elapse(20);
    for (const each of [first, firstThere])
      each.send(1, startEvent(answerIdOf(0)), textStart, textDelta('So.'));
    first.send(4, ...endEvents('complete'));
    await elapse(20);
    const [second, secondThere] = [server.openConnection(), server.openConnection()];
    one.send('Then?');
    await untilRequests(3);
    await elapse(20);
    firstThere.send(4, ...endEvents('complete'));
    await elapse(20);
    for (const each of [second, secondThere]) {
      each.send(1, startEvent(answerIdOf(2)), textStart, textDelta('Done.'), ...endEvents('complete'));
    }
    await elapse(20);
    expect(shown(other)).toEqual(['Hello?', 'Hi.', 'And?', 'So.', 'Then?', 'Done.']);
  });
});

describe('continuing', () => {
  const continued = { ...textStart, providerMetadata: CONTINUATION_METADATA };
  const continuedStart = () => {
    const continues = { parts: 1, characters: 7 };
    return { ...startEvent(`${chatId}a`), messageMetadata: { ...metadata, runId: 'run-2', continues } };
  };
  const continuedEnd = () => [
    { type: 'text-end' as const, id: 't' },
    {
      type: 'finish' as const,
      messageMetadata: { ...metadata, runId: 'run-2', outcome: 'complete' as const },
    },
  ];

  test('extends the same message', async () => {
    await storeExchange('one two', 'interrupted');
    const session = await openTab();
    const connection = server.openConnection('run-2');
    void session.continue('m2');
    await untilRequests(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      body: { trigger: 'continue-message', model: 'm2', messages: [{}, { parts: [{ text: 'one two' }] }] },
    });
    expect(shown(session)).toEqual(['Hello?', 'one two']);
    connection.send(1, continuedStart(), continued, textDelta(' three'));
    await elapse(20);
    expect(session.getState().messages[1]?.metadata?.outcome).toBeUndefined();
    connection.send(4, ...continuedEnd());
    await elapse(20);
    expect(session.getState().messages[1]).toMatchObject({
      id: `${chatId}a`,
      metadata: { outcome: 'complete' },
    });
    expect(shown(session)).toEqual(['Hello?', 'one two three']);
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
  });

  test('shows no text twice after a reload during the run', async () => {
    await storeExchange('one two', 'interrupted');
    const session = await openTab();
    const connection = server.openConnection('run-2');
    void session.continue();
    await untilRequests(1);
    connection.send(1, continuedStart(), continued, textDelta(' three'));
    await elapse(1_500);
    connection.send(4, textDelta(' four'));
    await elapse(20);
    session.close();
    const replay = server.openConnection('run-2');
    const next = await openTab();
    replay.send(1, continuedStart(), continued, textDelta(' three'), textDelta(' four'), textDelta(' five'));
    await elapse(20);
    expect(shown(next)).toEqual(['Hello?', 'one two three four five']);
  });

  test('is not undone by a tab that saves the earlier run', async () => {
    await storeExchange('one two', 'interrupted');
    const session = await openTab();
    const before = session.getState().messages[1];
    const connection = server.openConnection('run-2');
    void session.continue();
    await untilRequests(1);
    connection.send(1, continuedStart(), continued, textDelta(' three'), ...continuedEnd());
    await elapse(20);
    if (before) await saveMessage(chatId, before, { parentId: `${chatId}q` });
    expect((await loadChat(chatId))?.map(textOf)).toEqual(['Hello?', 'one two three']);
  });
});

describe('a run whose connection was lost for a minute', () => {
  /** A session whose answer was interrupted by a minute without a connection. */
  async function loseConnection() {
    await storeExchange('Hi.');
    const session = await openTab();
    const connection = server.openConnection();
    session.send('And?');
    await untilRequests(1);
    connection.send(1, startEvent(`${chatId}b`), textStart, textDelta('one '));
    await elapse(20);
    server.fail(1_000);
    connection.drop();
    await elapse(75_000);
    expect(session.getState().messages.at(-1)?.metadata).toMatchObject({
      outcome: 'interrupted',
      error: { code: 'connection-lost' },
    });
    server.forget();
    return session;
  }

  test('is followed again when the device is back online', async () => {
    const session = await loseConnection();
    const connection = server.openConnection();
    browser.online();
    await elapse(20);
    connection.send(
      1,
      startEvent(`${chatId}b`),
      textStart,
      textDelta('one '),
      textDelta('two'),
      ...endEvents('complete'),
    );
    await elapse(20);
    expect(session.getState().messages.at(-1)?.metadata?.outcome).toBe('complete');
    expect(shown(session).at(-1)).toBe('one two');
  });

  test('keeps its text and is saved as interrupted when the server has lost it', async () => {
    const session = await loseConnection();
    server.nothing();
    browser.online();
    await elapse(20);
    expect(shown(session).at(-1)).toBe('one ');
    expect((await loadChat(chatId))?.at(-1)?.metadata?.outcome).toBe('interrupted');
  });

  test('is followed again by Continue, which starts no second run', async () => {
    const session = await loseConnection();
    const before = server.requests.length;
    const connection = server.openConnection();
    void session.continue();
    await elapse(20);
    connection.send(1, startEvent(`${chatId}b`), textStart, textDelta('one two'), ...endEvents('complete'));
    await elapse(20);
    expect(server.requests.slice(before).map(({ method }) => method)).toEqual(['GET']);
    expect(shown(session).at(-1)).toBe('one two');
  });

  test('is followed again by a page that is opened later', async () => {
    (await loseConnection()).close();
    const connection = server.openConnection();
    const next = await openTab();
    connection.send(1, startEvent(`${chatId}b`), textStart, textDelta('one two'), ...endEvents('complete'));
    await elapse(20);
    expect(shown(next).at(-1)).toBe('one two');
  });
});
