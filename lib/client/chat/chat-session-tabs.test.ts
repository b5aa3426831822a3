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

const untilRequests = (requests: number) =>
  vi.waitFor(() => expect(server.requests.length).toBeGreaterThanOrEqual(requests));
/** The message id of the answer that a request asks for: the id of its run. */
const answerIdOf = (request: number) =>
  String((server.requests[request]?.body as { runId: string } | undefined)?.runId);

const startOf = (request: number) => startEvent(answerIdOf(request), answerIdOf(request));
const endOf = (request: number) => endEvents('complete', answerIdOf(request));

describe('tabs with the same chat', () => {
  test('stream a run that one of them started, until it ends', async () => {
    const [one, other] = [await openTab(chatId), await openTab(chatId)];
    const connection = server.openConnection();
    one.send('And?');
    await untilRequests(1);
    await elapse(20);
    expect(other.getState().status).toBe('submitted');
    connection.send(1, startOf(0), textStart, textDelta('So.'));
    await elapse(20);
    expect(shownTexts(other)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
    connection.send(4, ...endOf(0));
    await elapse(20);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST']);
    expect(one.getState().messages).toEqual(other.getState().messages);
    expect(await loadChat(chatId)).toEqual(one.getState().messages);
  });

  test('take over the complete stored answer when one of them loses the run', async () => {
    vi.stubGlobal('navigator', {}); // without Web Locks, each has its own connection
    const [late, other] = [await openTab(chatId), await openTab(chatId)];
    const connection = server.openConnection();
    const otherConnection = server.openConnection();
    late.send('And?');
    await untilRequests(2);
    for (const each of [connection, otherConnection]) each.send(1, startOf(0), textStart, textDelta('So '));
    await elapse(20);
    otherConnection.send(4, textDelta('it is.'), ...endOf(0));
    await elapse(20);
    const whole = other.getState().messages;
    expect(await loadChat(chatId)).toEqual(whole);
    server.nothing();
    connection.drop();
    await vi.waitFor(async () => {
      await elapse(1_000);
      expect(late.getState().status).toBe('ready');
    });
    expect(late.getState().messages).toEqual(whole);
    expect(await loadChat(chatId)).toEqual(whole);
  });

  test('continue when the tab that started the run is closed', async () => {
    const [one, other] = [await openTab(chatId), await openTab(chatId)];
    server.openConnection();
    const otherConnection = server.openConnection();
    one.send('And?');
    await untilRequests(1);
    await elapse(20);
    one.close();
    otherConnection.send(1, startOf(0), textStart, textDelta('So.'), ...endOf(0));
    await elapse(20);
    expect(shownTexts(other)).toEqual(['Hello?', 'Hi.', 'And?', 'So.']);
    expect(await loadChat(chatId)).toEqual(other.getState().messages);
  });

  test('follow a second run after the one that they are following', async () => {
    vi.stubGlobal('navigator', {});
    const [one, other] = [await openTab(chatId), await openTab(chatId)];
    const [first, firstThere] = [server.openConnection(), server.openConnection()];
    one.send('And?');
    await untilRequests(1);
    await elapse(20);
    for (const each of [first, firstThere]) each.send(1, startOf(0), textStart, textDelta('So.'));
    first.send(4, ...endOf(0));
    await elapse(20);
    const [second, secondThere] = [server.openConnection(), server.openConnection()];
    one.send('Then?');
    await untilRequests(3);
    await elapse(20);
    firstThere.send(4, ...endOf(0));
    await elapse(20);
    for (const each of [second, secondThere]) {
      each.send(1, startOf(2), textStart, textDelta('Done.'), ...endOf(2));
    }
    await elapse(20);
    expect(shownTexts(other)).toEqual(['Hello?', 'Hi.', 'And?', 'So.', 'Then?', 'Done.']);
  });

  test.each([0, 1])(
    'reopen their connection behind a stop that is waiting for one, in tab %i',
    async (index) => {
      const tabs = [await openTab(chatId), await openTab(chatId)];
      const connection = server.openConnection();
      tabs[0]?.send('And?');
      await untilRequests(1);
      connection.send(1, startOf(0), textStart, textDelta('So.'));
      await elapse(20);
      let confirm = () => {};
      server.answer(
        () =>
          new Promise((resolve) => {
            confirm = () => resolve(Response.json({ stopped: true }, { status: 202 }));
          }),
      );
      const next = server.openConnection();
      tabs[index]?.stop();
      await elapse(499);
      expect(connection.cancelled()).toBe(false);
      await elapse(20);
      expect(connection.cancelled()).toBe(true);
      expect(server.requests.map(({ method, after }) => [method, after])).toEqual([
        ['POST', undefined],
        ['DELETE', undefined],
        ['GET', '3'],
      ]);
      confirm();
      next.send(4, ...endEvents('stopped', answerIdOf(0)));
      await elapse(20);
      for (const tab of tabs) {
        expect(tab.getState()).toMatchObject({ status: 'ready', stopping: false });
        expect(tab.getState().messages.at(-1)?.metadata?.outcome).toBe('stopped');
      }
    },
  );
});
