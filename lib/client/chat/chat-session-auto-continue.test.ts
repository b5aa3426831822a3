import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import { loadChat } from '../history/chat-history.ts';
import { setContinuesByItself } from '../settings/auto-continue.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import {
  closeTabs,
  elapse,
  openTab,
  type PlayedRun,
  playRun,
  shownTexts,
  until,
} from '../testing/open-session.ts';
import { saveAnswer, storeQuestion } from '../testing/stored-exchange.ts';
import { endTest, startSessionTest, stubLocalStorage } from '../testing/test-setup.ts';

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;

beforeEach(async () => {
  ({ browser, server, chatId } = startSessionTest());
  stubLocalStorage();
  await storeQuestion(chatId);
});
afterEach(async () => {
  await closeTabs();
  endTest(browser);
});

const INTERRUPTIONS = ['connection-lost', 'restarting', 'run-lost', 'run-timeout'] as const;

/** Stores an answer, by default one whose run has not ended. */
const store = (facts: Partial<RunMetadata> = {}, text = 'one two') =>
  saveAnswer(chatId, text, { runId: 'run', startedAt: Date.now(), ...facts });
const eventsOf = (runId: string, played: PlayedRun) => playRun(`${chatId}a`, runId, played);
const storeInterrupted = (code: ErrorCode, facts: Partial<RunMetadata> = {}, text?: string) =>
  store({ outcome: 'interrupted', error: { code, message: code }, ...facts }, text);

const requested = () =>
  server.requests.map(({ method, runId, body }) => [method, runId ?? (body as { runId?: string }).runId]);
const stored = async () => (await loadChat(chatId))?.at(-1);

describe('an answer that is interrupted', () => {
  test.each(INTERRUPTIONS)('by %s goes on by itself from the last word', async (code) => {
    await store();
    const first = server.openConnection();
    const second = server.openConnection();
    const session = await openTab(chatId);
    first.send(1, ...eventsOf('run', { text: 'one two', end: code }));
    await until(() => expect(server.requests).toHaveLength(2));
    expect(server.requests[1]).toMatchObject({
      method: 'POST',
      body: {
        runId: 'run-1',
        model: 'm',
        trigger: 'continue-message',
        autoContinued: { count: 1, after: code },
        messages: [{}, { parts: [{ text: 'one two' }] }],
      },
    });
    expect(session.getState()).toMatchObject({ status: 'submitted', run: { after: code } });
    second.send(1, ...eventsOf('run-1', { characters: 7, text: ' three', end: 'complete' }));
    await until(() => expect(shownTexts(session)).toEqual(['Hello?', 'one two three']));
    await until(() => expect(session.getState()).toMatchObject({ status: 'ready', run: undefined }));
    const facts = { outcome: 'complete', autoContinued: { count: 1, after: code } };
    await until(async () => expect((await stored())?.metadata).toMatchObject(facts));
  });

  test('because the server lost it goes on by itself', async () => {
    await store();
    server.nothing();
    server.openConnection().send(1, ...eventsOf('run-1', { characters: 7, text: ' three', end: 'complete' }));
    const session = await openTab(chatId);
    await until(() =>
      expect(requested()).toEqual([
        ['GET', 'run'],
        ['POST', 'run-1'],
      ]),
    );
    await until(() => expect(shownTexts(session)).toEqual(['Hello?', 'one two three']));
  });

  test('goes on twice, also over reloads, and then waits for its reader', async () => {
    await storeInterrupted('connection-lost');
    server
      .openConnection()
      .send(1, ...eventsOf('run-1', { characters: 7, text: ' three', end: 'connection-lost' }));
    const first = await openTab(chatId);
    await until(() =>
      expect(requested()).toEqual([
        ['POST', 'run-1'],
        ['POST', 'run-1-2'],
      ]),
    );
    first.close();
    server
      .openConnection()
      .send(1, ...eventsOf('run-1-2', { characters: 13, text: ' four', end: 'connection-lost' }));
    const session = await openTab(chatId);
    await elapse(20);
    await openTab(chatId);
    expect(requested().slice(2)).toEqual([['GET', 'run-1-2']]);
    await until(() => expect(shownTexts(session)).toEqual(['Hello?', 'one two three four']));
    expect(session.getState().status).toBe('ready');
    const facts = { outcome: 'interrupted', autoContinued: { count: 2, after: 'connection-lost' } };
    await until(async () => expect((await stored())?.metadata).toMatchObject(facts));
  });

  test.each<[string, () => Promise<void>]>([
    ['ended with another error', () => storeInterrupted('upstream-error')],
    ['was truncated', () => storeInterrupted('truncated')],
    ['ended in a silence', () => storeInterrupted('idle-timeout')],
    ['reached its length', () => store({ outcome: 'length' })],
    ['used up its budget', () => storeInterrupted('budget-exceeded', { outcome: 'length' })],
    ['was stopped', () => storeInterrupted('restarting', { outcome: 'stopped' })],
    ['has no words', () => storeInterrupted('restarting', {}, '')],
    ['has failed', () => storeInterrupted('restarting', { outcome: 'failed' })],
    [
      'is older than a week',
      () => storeInterrupted('restarting', { startedAt: Date.now() - 8 * 24 * 60 * 60_000 }),
    ],
    [
      'may not, because its reader has turned that off',
      async () => {
        setContinuesByItself(false);
        await storeInterrupted('restarting');
      },
    ],
  ])('does not go on if it %s', async (_, storeEnded) => {
    await storeEnded();
    const session = await openTab(chatId);
    expect(server.requests).toEqual([]);
    expect(session.getState().status).toBe('ready');
  });

  test('is continued by one run, however many tabs are open', async () => {
    vi.stubGlobal('navigator', {}); // without Web Locks, each has its own connection
    await store();
    const connections = [server.openConnection(), server.openConnection()];
    const tabs = [await openTab(chatId), await openTab(chatId)];
    const continued = [server.openConnection(), server.openConnection()];
    for (const each of connections) each.send(1, ...eventsOf('run', { text: 'one two', end: 'restarting' }));
    await vi.waitFor(() => expect(server.requests).toHaveLength(4));
    const runIds = requested().map(([, runId]) => runId);
    expect(runIds.filter((runId) => runId !== 'run')).toEqual(['run-1', 'run-1']);
    for (const each of continued)
      each.send(1, ...eventsOf('run-1', { characters: 7, text: ' three', end: 'complete' }));
    await elapse(20);
    for (const tab of tabs) await until(() => expect(shownTexts(tab)).toEqual(['Hello?', 'one two three']));
  });
});

describe('while the server is away', () => {
  test('the continuation is requested again with backoff, and starts when the server is back', async () => {
    await storeInterrupted('restarting');
    for (let attempt = 0; attempt < 5; attempt++) server.refuse(503, 'restarting');
    server.openConnection().send(1, ...eventsOf('run-1', { characters: 7, text: ' three', end: 'complete' }));
    const session = await openTab(chatId);
    expect(session.getState().status).toBe('submitted');
    await elapse(10_000);
    expect(new Set(requested().map(String))).toEqual(new Set(['POST,run-1']));
    await until(() => expect(shownTexts(session)).toEqual(['Hello?', 'one two three']));
  });

  test.each(['before', 'after'])('a stop %s the first failure ends it, for good', async (when) => {
    await storeInterrupted('restarting');
    let fail = () => {};
    server.answer(
      () =>
        new Promise((_, reject) => {
          fail = () => reject(new TypeError('Failed to fetch'));
        }),
    );
    server.fail(1_000);
    const session = await openTab(chatId);
    if (when === 'after') fail();
    await elapse(20);
    session.stop();
    fail();
    await elapse(20);
    await until(() => expect(session.getState()).toMatchObject({ status: 'ready', stopping: false }));
    await until(async () => expect((await stored())?.metadata?.outcome).toBe('stopped'));
    const posts = () => server.requests.filter(({ method }) => method === 'POST').length;
    const before = posts();
    session.close();
    await openTab(chatId);
    await elapse(120_000);
    expect(posts()).toBe(before);
    server.forget();
    server.answer(() => Response.json({ stopped: false }));
    await elapse(10_000); // the stop is confirmed
  });

  test('a continuation that never reached it is requested again under the same id by the next page', async () => {
    await storeInterrupted('restarting');
    server.fail(1_000);
    (await openTab(chatId)).close();
    server.forget();
    const error = { code: 'run-changed', message: 'No.' };
    const refuse = () => Response.json({ error }, { status: 409, headers: { 'x-run-id': 'run' } });
    const before = server.requests.length;
    server.answer(refuse);
    server.openConnection().send(1, ...eventsOf('run-1', { characters: 7, text: ' three', end: 'complete' }));
    const session = await openTab(chatId);
    await until(() =>
      expect(requested().slice(before)).toEqual([
        ['GET', 'run-1'],
        ['POST', 'run-1'],
      ]),
    );
    await until(() => expect(shownTexts(session)).toEqual(['Hello?', 'one two three']));
    await until(async () =>
      expect((await stored())?.metadata).toMatchObject({ autoContinued: { count: 1 } }),
    );
  });

  test('a continuation that it did not get for two minutes is given up, and the second one is made', async () => {
    await storeInterrupted('restarting');
    server.fail(1_000);
    (await openTab(chatId)).close();
    server.forget();
    await elapse(3 * 60_000);
    server.nothing();
    const second = server.openConnection();
    const session = await openTab(chatId);
    await until(() =>
      expect(requested().slice(-2)).toEqual([
        ['GET', 'run-1'],
        ['POST', 'run-1-2'],
      ]),
    );
    second.send(1, ...eventsOf('run-1-2', { characters: 7, text: ' three', end: 'complete' }));
    await until(() => expect(shownTexts(session)).toEqual(['Hello?', 'one two three']));
  });
});
