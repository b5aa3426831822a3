import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { CONTINUATION_METADATA } from '#lib/protocol/run-event.ts';
import { loadChat, saveMessage } from '../history/chat-history.ts';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { type FakeServer, fakeServer } from '../testing/fake-server.ts';
import { opened, word } from '../testing/follow.ts';
import { begunAs, ending, metadata, openSession, pass, wordsOf } from '../testing/open-session.ts';
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
  await pass(300);
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
  await pass(20);
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
const asked = (requests: number) =>
  vi.waitFor(() => expect(server.requests.length).toBeGreaterThanOrEqual(requests));
/** The id that a run which was asked for gives its answer: the run's own. */
const answerOf = (request: number) =>
  String((server.requests[request]?.body as { runId: string } | undefined)?.runId);
const shown = (session: ChatSession) => session.getState().messages.map(wordsOf);

describe('tabs with the same chat', () => {
  test('a run begun in one appears live in the other, and ends in both', async () => {
    await storeExchange('Hi.');
    const [one, other] = [await openTab(), await openTab()];
    const connection = server.openConnection();
    const otherConnection = server.openConnection();
    one.send('And?');
    await asked(1);
    await pass(20);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(other.getState().status).toBe('submitted');
    for (const each of [connection, otherConnection]) each.send(1, begunAs(answerOf(0)), opened, word('So.'));
    await pass(20);
    expect(shown(other)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
    for (const each of [connection, otherConnection]) each.send(4, ...ending('complete'));
    await pass(20);
    expect(one.getState().messages).toEqual(other.getState().messages);
    expect(await loadChat(chatId)).toEqual(one.getState().messages);
  });

  test('one that loses the run in the middle leaves the whole answer that the other has stored', async () => {
    await storeExchange('Hi.');
    const [late, other] = [await openTab(), await openTab()];
    const connection = server.openConnection();
    const otherConnection = server.openConnection();
    late.send('And?');
    await asked(2);
    for (const each of [connection, otherConnection]) each.send(1, begunAs(answerOf(0)), opened, word('So '));
    await pass(20);
    otherConnection.send(4, word('it is.'), ...ending('complete'));
    await pass(20);
    const whole = other.getState().messages;
    expect(await loadChat(chatId)).toEqual(whole);
    server.nothing();
    connection.drop();
    await vi.waitFor(async () => {
      await pass(1_000);
      expect(late.getState().messages.at(-1)?.metadata?.error?.code).toBe('run-lost');
    });
    await pass(20);
    expect(await loadChat(chatId)).toEqual(whole);
  });

  test('closing the one that began it changes nothing for the other', async () => {
    await storeExchange('Hi.');
    const [one, other] = [await openTab(), await openTab()];
    server.openConnection();
    const otherConnection = server.openConnection();
    one.send('And?');
    await asked(1);
    await pass(20);
    one.close();
    otherConnection.send(1, begunAs(answerOf(0)), opened, word('So.'), ...ending('complete'));
    await pass(20);
    expect(shown(other)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
    expect(await loadChat(chatId)).toEqual(other.getState().messages);
  });

  test('a run that begins while another is followed is followed after it', async () => {
    await storeExchange('Hi.');
    const [one, other] = [await openTab(), await openTab()];
    const [first, firstThere] = [server.openConnection(), server.openConnection()];
    one.send('And?');
    await asked(1);
    await pass(20);
    for (const each of [first, firstThere]) each.send(1, begunAs(answerOf(0)), opened, word('So.'));
    first.send(4, ...ending('complete'));
    await pass(20);
    const [second, secondThere] = [server.openConnection(), server.openConnection()];
    one.send('Then?');
    await asked(3);
    await pass(20);
    firstThere.send(4, ...ending('complete'));
    await pass(20);
    for (const each of [second, secondThere]) {
      each.send(1, begunAs(answerOf(2)), opened, word('Done.'), ...ending('complete'));
    }
    await pass(20);
    expect(shown(other)).toEqual(['Hello?', 'Hi.', 'And?', 'So.', 'Then?', 'Done.']);
  });
});

describe('continuing', () => {
  const rest = { ...opened, providerMetadata: CONTINUATION_METADATA };
  const goOn = () => {
    const continues = { parts: 1, characters: 7 };
    return { ...begunAs(`${chatId}a`), messageMetadata: { ...metadata, runId: 'run-2', continues } };
  };
  const ended = () => [
    { type: 'text-end' as const, id: 't' },
    {
      type: 'finish' as const,
      messageMetadata: { ...metadata, runId: 'run-2', outcome: 'complete' as const },
    },
  ];

  test('goes on in the same message, from the same words', async () => {
    await storeExchange('one two', 'interrupted');
    const session = await openTab();
    const connection = server.openConnection('run-2');
    void session.continue('m2');
    await asked(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      body: { trigger: 'continue-message', model: 'm2', messages: [{}, { parts: [{ text: 'one two' }] }] },
    });
    expect(shown(session)).toEqual(['Hello?', 'one two']);
    connection.send(1, goOn(), rest, word(' three'));
    await pass(20);
    expect(session.getState().messages[1]?.metadata?.outcome).toBeUndefined();
    connection.send(4, ...ended());
    await pass(20);
    expect(session.getState().messages[1]).toMatchObject({
      id: `${chatId}a`,
      metadata: { outcome: 'complete' },
    });
    expect(shown(session)).toEqual(['Hello?', 'one two three']);
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
  });

  test('and reloading in the middle of it shows the same words, none twice', async () => {
    await storeExchange('one two', 'interrupted');
    const session = await openTab();
    const connection = server.openConnection('run-2');
    void session.continue();
    await asked(1);
    connection.send(1, goOn(), rest, word(' three'));
    await pass(1_500);
    connection.send(4, word(' four'));
    await pass(20);
    session.close();
    const replay = server.openConnection('run-2');
    const next = await openTab();
    replay.send(1, goOn(), rest, word(' three'), word(' four'), word(' five'));
    await pass(20);
    expect(shown(next)).toEqual(['Hello?', 'one two three four five']);
  });

  test('a tab that still holds the run before never puts it back', async () => {
    await storeExchange('one two', 'interrupted');
    const session = await openTab();
    const before = session.getState().messages[1];
    const connection = server.openConnection('run-2');
    void session.continue();
    await asked(1);
    connection.send(1, goOn(), rest, word(' three'), ...ended());
    await pass(20);
    if (before) await saveMessage(chatId, before, { parentId: `${chatId}q` });
    expect((await loadChat(chatId))?.map(wordsOf)).toEqual(['Hello?', 'one two three']);
  });
});

describe('a connection that was given up', () => {
  /** A session whose answer was cut off by a minute without a connection. */
  async function giveUp() {
    await storeExchange('Hi.');
    const session = await openTab();
    const connection = server.openConnection();
    session.send('And?');
    await asked(1);
    connection.send(1, begunAs(`${chatId}b`), opened, word('one '));
    await pass(20);
    server.fail(1_000);
    connection.drop();
    await pass(75_000);
    expect(session.getState().messages.at(-1)?.metadata).toMatchObject({
      outcome: 'interrupted',
      error: { code: 'connection-lost' },
    });
    server.forget();
    return session;
  }

  test('is looked for when the device is online again: the answer goes on as if nothing had been', async () => {
    const session = await giveUp();
    const connection = server.openConnection();
    browser.online();
    await pass(20);
    connection.send(1, begunAs(`${chatId}b`), opened, word('one '), word('two'), ...ending('complete'));
    await pass(20);
    expect(session.getState().messages.at(-1)?.metadata?.outcome).toBe('complete');
    expect(shown(session).at(-1)).toBe('one two');
  });

  test('keeps its words when the run is gone, and says so in the storage too', async () => {
    const session = await giveUp();
    server.nothing();
    browser.online();
    await pass(20);
    expect(shown(session).at(-1)).toBe('one ');
    expect((await loadChat(chatId))?.at(-1)?.metadata?.outcome).toBe('interrupted');
  });

  test('is found by Continue, which asks for no second answer', async () => {
    const session = await giveUp();
    const asked = server.requests.length;
    const connection = server.openConnection();
    void session.continue();
    await pass(20);
    connection.send(1, begunAs(`${chatId}b`), opened, word('one two'), ...ending('complete'));
    await pass(20);
    expect(server.requests.slice(asked).map(({ method }) => method)).toEqual(['GET']);
    expect(shown(session).at(-1)).toBe('one two');
  });

  test('is found by a page that is opened later', async () => {
    (await giveUp()).close();
    const connection = server.openConnection();
    const next = await openTab();
    connection.send(1, begunAs(`${chatId}b`), opened, word('one two'), ...ending('complete'));
    await pass(20);
    expect(shown(next).at(-1)).toBe('one two');
  });
});
