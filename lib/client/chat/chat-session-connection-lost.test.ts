import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { loadChat } from '../history/chat-history.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import { closeTabs, elapse, endEvents, openTab, shownTexts, startEvent } from '../testing/open-session.ts';
import { storeAnswer, storeQuestion } from '../testing/stored-exchange.ts';
import { endTest, startSessionTest } from '../testing/test-setup.ts';

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;

beforeEach(async () => {
  ({ browser, server, chatId } = startSessionTest());
  await storeQuestion(chatId);
  await storeAnswer(chatId, 'Hi.', 'complete');
});
afterEach(async () => {
  await closeTabs();
  endTest(browser);
});

describe('a run whose connection was lost for a minute', () => {
  /** A session whose answer was interrupted by a minute without a connection. */
  async function loseConnection() {
    const session = await openTab(chatId);
    const connection = server.openConnection();
    session.send('And?');
    await vi.waitFor(() => expect(server.requests).toHaveLength(1)); // the question is saved first
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
    expect(shownTexts(session).at(-1)).toBe('one two');
  });

  test('keeps its text and is saved as interrupted when the server has lost it', async () => {
    const session = await loseConnection();
    server.nothing();
    browser.online();
    await elapse(20);
    expect(shownTexts(session).at(-1)).toBe('one ');
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
    expect(shownTexts(session).at(-1)).toBe('one two');
  });

  test('is followed again by a page that is opened later', async () => {
    (await loseConnection()).close();
    const connection = server.openConnection();
    const next = await openTab(chatId);
    connection.send(1, startEvent(`${chatId}b`), textStart, textDelta('one two'), ...endEvents('complete'));
    await elapse(20);
    expect(shownTexts(next).at(-1)).toBe('one two');
  });
});
