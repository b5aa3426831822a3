import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { loadChat } from '../history/chat-history.ts';
import { loadHistory } from '../history/load-history.ts';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { type FakeConnection, type FakeServer, fakeServer } from '../testing/fake-server.ts';
import { opened, word } from '../testing/follow.ts';
import { begunAs, ending, openSession, pass, wordsOf } from '../testing/open-session.ts';

vi.mock('../history/load-history.ts', { spy: true });

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.spyOn(Math, 'random').mockReturnValue(0);
  browser = stubBrowser();
  server = fakeServer();
  chatId = newChatId();
});
afterEach(() => {
  expect(browser.listeners()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const stopped = () => server.answer(() => Response.json({ stopped: true }, { status: 202 }));
const methods = () => server.requests.map(({ method }) => method);

/** A session whose first question was accepted, with the first words of its answer. */
async function askAndHear(...words: string[]) {
  const opening = openSession(chatId, false);
  const connection = server.openConnection();
  opening.session.send('Hello?');
  await vi.waitFor(() => expect(server.requests).not.toHaveLength(0)); // the question is kept first
  connection.send(1, begunAs(`${chatId}a`), opened, ...words.map(word));
  await pass(20);
  return {
    ...opening,
    connection,
    end: (outcome: 'complete' | 'stopped') => finish(connection, 3 + words.length, outcome),
  };
}
async function finish(connection: FakeConnection, seq: number, outcome: 'complete' | 'stopped') {
  connection.send(seq + 1, ...ending(outcome));
  await pass(20);
}

describe('a question', () => {
  test('is shown and stored at once, then its answer as it comes', async () => {
    const { session, states, end } = await askAndHear('one ', 'two');
    expect(states[0]).toMatchObject({ status: 'ready', messages: [{ role: 'user' }] });
    expect(states[1]?.status).toBe('submitted');
    expect(session.getState().status).toBe('streaming');
    expect(wordsOf(session.getState().messages.at(-1))).toBe('one two');
    await end('complete');
    expect(session.getState()).toMatchObject({ status: 'ready', run: undefined, stopping: false });
    expect(session.getState().messages.at(-1)?.metadata?.outcome).toBe('complete');
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
    expect(server.requests).toMatchObject([
      { method: 'POST', body: { id: chatId, trigger: 'submit-message', messages: [{ role: 'user' }] } },
    ]);
  });

  test('is not asked while another is answered', async () => {
    const { session, end } = await askAndHear('one');
    session.send('And?');
    session.retry();
    await end('complete');
    expect(methods()).toEqual(['POST']);
    expect(session.getState().messages).toHaveLength(2);
  });

  test('that follows at once is not followed by the answer before it', async () => {
    const { session, connection } = await askAndHear('one');
    connection.send(4, word(' two'), ...ending('complete'));
    await pass();
    server.openConnection('run-2');
    session.send('And?');
    await pass(300);
    expect(session.getState().messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    session.close();
    await pass(300);
  });

  test('words are published once a frame, however many came', async () => {
    const { states, connection, end } = await askAndHear('one');
    const before = states.length;
    for (let index = 0; index < 50; index++) connection.send(4 + index, word('x'));
    await pass(16);
    expect(states.length - before).toBe(1);
    connection.send(54, ...ending('complete'));
    await end('complete');
  });
});

describe('a stop', () => {
  test('before the server has answered is sent as soon as it has', async () => {
    const { session } = openSession(chatId, false);
    const connection = server.openConnection();
    session.send('Hello?');
    await vi.waitFor(() => expect(methods()).toEqual(['POST']));
    session.stop();
    expect(session.getState().stopping).toBe(true);
    stopped();
    await pass();
    expect(methods()).toEqual(['POST', 'DELETE']);
    connection.send(1, begunAs(`${chatId}a`), ...ending('stopped').slice(1));
    await pass(20);
    expect(session.getState()).toMatchObject({ status: 'ready', stopping: false });
    expect(session.getState().messages.at(-1)?.metadata?.outcome).toBe('stopped');
  });

  test('before the question is kept asks nobody', async () => {
    const { session } = openSession(chatId, false);
    session.send('Hello?');
    session.stop();
    await pass(20);
    expect(methods()).toEqual([]);
    expect(session.getState()).toMatchObject({ status: 'ready', stopping: false });
    expect(session.getState().messages.at(-1)?.metadata?.outcome).toBe('stopped');
  });

  test('in the middle keeps exactly the words on screen after a reload, and is sent once', async () => {
    const { session, end } = await askAndHear('one ', 'two');
    stopped();
    session.stop();
    session.stop();
    await end('stopped');
    expect(methods()).toEqual(['POST', 'DELETE']);
    const [, shown] = session.getState().messages;
    expect(shown).toMatchObject({ metadata: { outcome: 'stopped' } });
    expect(wordsOf(shown)).toBe('one two');
    expect((await loadChat(chatId))?.[1]).toEqual(shown);
  });

  test('that does not arrive is sent again', async () => {
    const { session, end } = await askAndHear('one');
    server.fail(2);
    stopped();
    session.stop();
    await pass(2_000);
    expect(methods()).toEqual(['POST', 'DELETE', 'DELETE', 'DELETE']);
    await end('stopped');
  });

  test('of a question that never reached the server ends it here', async () => {
    server.fail(100);
    const { session } = openSession(chatId, false);
    session.send('Hello?');
    await pass(1_000);
    expect(session.getState().run?.connectionLostAt).toBeDefined();
    session.stop();
    await pass();
    expect(session.getState()).toMatchObject({ status: 'ready', run: undefined, stopping: false });
    expect(session.getState().messages.at(-1)?.metadata?.outcome).toBe('stopped');
    // It may have got there all the same, so the server is told.
    expect(methods().at(-1)).toBe('DELETE');
    session.close();
  });
});

describe('trouble', () => {
  test('a refusal is an answer that failed, with the reason', async () => {
    server.refuse(503, 'model-unavailable', 'No model.');
    const { session } = openSession(chatId, false);
    session.send('Hello?');
    await pass(20);
    const error = { code: 'model-unavailable', message: 'No model.' };
    expect(session.getState()).toMatchObject({ status: 'ready' });
    expect(session.getState().messages[1]).toMatchObject({ metadata: { outcome: 'failed', error } });
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
  });

  test('a run that is lost in the middle is an answer that was interrupted, its words kept', async () => {
    const { session, connection } = await askAndHear('one ', 'two');
    server.nothing();
    connection.drop();
    await pass(20);
    const [, answer] = session.getState().messages;
    expect(answer?.metadata).toMatchObject({ outcome: 'interrupted', error: { code: 'run-lost' } });
    expect(wordsOf(answer)).toBe('one two');
    expect((await loadChat(chatId))?.[1]).toEqual(answer);
  });

  test('a connection that drops is shown as such until it is there again', async () => {
    const { session, connection } = await askAndHear('one ');
    connection.drop();
    await pass();
    expect(session.getState()).toMatchObject({ run: { phase: { name: 'writing' } }, status: 'streaming' });
    expect(session.getState().run?.connectionLostAt).toBeDefined();
    session.close();
    await pass(300);
  });

  test('a browser that keeps nothing is said, and the chat goes on in memory', async () => {
    vi.mocked(loadHistory).mockRejectedValue(new Error('no storage'));
    const { session, end } = await askAndHear('one');
    await end('complete');
    expect(session.getState()).toMatchObject({ unsaved: 'broken', status: 'ready' });
    expect(wordsOf(session.getState().messages[1])).toBe('one');
  });
});

describe('leaving', () => {
  test('in the middle stops nothing, and leaves no listener and no connection', async () => {
    const { session, states, connection } = await askAndHear('one');
    session.close();
    await pass(300);
    const before = states.length;
    session.stop();
    await pass(20);
    expect(states).toHaveLength(before);
    expect(connection.cancelled()).toBe(true);
    expect(methods()).toEqual(['POST']);
    expect((await loadChat(chatId))?.[1]?.metadata?.outcome).toBeUndefined();
  });

  test('a listener that was taken off hears nothing', async () => {
    const { session } = openSession(chatId, false);
    const listener = vi.fn();
    session.subscribe(listener)();
    server.refuse(503, 'model-unavailable');
    session.send('Hello?');
    await pass(20);
    expect(listener).not.toHaveBeenCalled();
  });
});
