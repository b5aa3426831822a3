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
});
afterEach(async () => {
  await closeTabs();
  endTest(browser);
});

const untilRequests = (requests: number) =>
  vi.waitFor(() => expect(server.requests.length).toBeGreaterThanOrEqual(requests));
const runIdOf = (request: number) =>
  String((server.requests[request]?.body as { runId: string } | undefined)?.runId);
const methods = () => server.requests.map(({ method }) => method);
const refuseAsActive = (runId: string) =>
  server.answer(() =>
    Response.json(
      { error: { code: 'run-active', message: 'Busy.' } },
      { status: 409, headers: { 'x-run-id': runId } },
    ),
  );

/** The events of a whole answer, whose text is `text`. */
const answerOf = (messageId: string, runId: string, text: string) => [
  startEvent(messageId, runId),
  textStart,
  textDelta(text),
  ...endEvents('complete', runId),
];

describe('a question that is refused because another run is live', () => {
  test('waits for that run, whose answer is shown, and is sent again', async () => {
    await storeAnswer(chatId, 'Hi', 'interrupted');
    const session = await openTab(chatId);
    refuseAsActive('run-1');
    const live = server.openConnection();
    session.send('And?');
    await untilRequests(2);
    expect(server.requests[1]).toMatchObject({ method: 'GET', runId: 'run-1' });
    live.send(1, startEvent(`${chatId}a`), textStart, textDelta('Hi there'));
    await elapse(20);
    expect(shownTexts(session)).toEqual(['Hello?', 'Hi there', 'And?']);
    expect(session.getState()).toMatchObject({ status: 'streaming', runHidden: false });

    const connection = server.openConnection();
    live.send(4, textDelta('.'), ...endEvents('complete'));
    await untilRequests(3);
    expect(server.requests[2]).toMatchObject({
      method: 'POST',
      body: { runId: runIdOf(0), messages: [{}, { parts: [{ text: 'Hi there.' }] }, {}] },
    });
    connection.send(1, ...answerOf(runIdOf(0), runIdOf(0), 'Fine.'));
    await elapse(20);
    expect(shownTexts(session)).toEqual(['Hello?', 'Hi there.', 'And?', 'Fine.']);
    expect(session.getState().status).toBe('ready');
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
  });

  test('fails when this browser does not know that run', async () => {
    await storeAnswer(chatId, 'Hi.', 'complete');
    const session = await openTab(chatId);
    refuseAsActive('run-of-another-browser');
    session.send('And?');
    await untilRequests(1);
    await elapse(20);
    expect(session.getState().messages.at(-1)?.metadata).toMatchObject({
      outcome: 'failed',
      error: { code: 'run-active' },
    });
  });
});

describe('a run whose connection was lost for a minute', () => {
  async function loseConnection() {
    await storeAnswer(chatId, 'Hi', undefined);
    const session = await openTab(chatId);
    server.fail(1_000);
    server.forget();
    server.fail(1_000);
    await elapse(200_000);
    expect(session.getState()).toMatchObject({ status: 'ready', recovering: false });
    expect(session.getState().messages.at(-1)?.metadata?.error?.code).toBe('connection-lost');
    server.forget();
    server.requests.length = 0;
    return session;
  }

  test('is looked for before a new question is sent, and again every half minute', async () => {
    const session = await loseConnection();
    server.fail();
    await elapse(30_000);
    expect(methods()).toEqual(['GET']);
    expect(session.getState().status).toBe('ready');

    const live = server.openConnection();
    session.send('And?');
    await untilRequests(2);
    expect(session.getState()).toMatchObject({ status: 'submitted', recovering: true });
    const connection = server.openConnection();
    live.send(1, ...answerOf(`${chatId}a`, 'run-1', 'Hi there.'));
    await untilRequests(3);
    expect(methods()).toEqual(['GET', 'GET', 'POST']);
    connection.send(1, ...answerOf(runIdOf(2), runIdOf(2), 'Fine.'));
    await elapse(20);
    expect(shownTexts(session)).toEqual(['Hello?', 'Hi there.', 'And?', 'Fine.']);
  });

  test('answers “Try again” itself', async () => {
    const session = await loseConnection();
    const live = server.openConnection();
    session.retry();
    await untilRequests(1);
    live.send(1, ...answerOf(`${chatId}a`, 'run-1', 'Hi there.'));
    await elapse(20);
    expect(methods()).toEqual(['GET']);
    expect(session.getState().versions.size).toBe(0);
    expect(shownTexts(session)).toEqual(['Hello?', 'Hi there.']);
  });

  test('is regenerated by “Try again” when the server has lost it', async () => {
    const session = await loseConnection();
    server.nothing();
    const connection = server.openConnection();
    session.retry();
    await untilRequests(2);
    connection.send(1, ...answerOf(runIdOf(1), runIdOf(1), 'Anew.'));
    await elapse(20);
    expect(shownTexts(session)).toEqual(['Hello?', 'Anew.']);
    expect(session.getState().versions.size).toBe(1);
  });
});

describe('an unended answer', () => {
  test('is shown as being looked for until the server has answered, and can be stopped', async () => {
    await storeAnswer(chatId, 'Hi');
    const session = await openTab(chatId); // no response yet
    expect(session.getState()).toMatchObject({ status: 'submitted', recovering: true });
    expect(session.getState().run?.phase.name).toBe('connecting');
    server.answer(() => Response.json({ stopped: true }, { status: 202 }));
    session.stop();
    await untilRequests(2);
    expect(server.requests[1]).toMatchObject({ method: 'DELETE', runId: 'run-1' });
  });

  test('that another run has replaced ends as cut, or with what another tab has stored', async () => {
    vi.stubGlobal('navigator', {}); // without Web Locks, each tab has its own connection
    await storeAnswer(chatId, 'Hi');
    const tabs = [server.openConnection(), server.openConnection()];
    const [early, late] = [await openTab(chatId), await openTab(chatId)];
    server.refuse(409, 'run-changed');
    tabs[0]?.drop();
    await elapse(20);
    expect(early.getState().messages.at(-1)?.metadata).toMatchObject({
      outcome: 'interrupted',
      error: { code: 'run-changed' },
    });
    await storeAnswer(chatId, 'Hi there.', 'complete');
    server.refuse(409, 'run-changed');
    tabs[1]?.drop();
    await elapse(20);
    expect(shownTexts(late)).toEqual(['Hello?', 'Hi there.']);
    expect(late.getState().messages.at(-1)?.metadata?.outcome).toBe('complete');
  });
});

test('a question that is asked while the page looks for the run is not sent past it', async () => {
  await storeAnswer(chatId, 'Hi');
  const slow = server.openConnection();
  server.delayLast(new Promise((resolve) => setTimeout(resolve, 2_000)));
  const session = await openTab(chatId);
  expect(session.send('And?')).toBe(false); // it is queued
  slow.send(1, ...answerOf(`${chatId}a`, 'run-1', 'Hi there.'));
  await elapse(2_100);
  expect(session.getState()).toMatchObject({ status: 'ready', run: undefined, recovering: false });
  expect(shownTexts(session)).toEqual(['Hello?', 'Hi there.']);
});
