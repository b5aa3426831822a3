import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { loadChat } from '../history/chat-history.ts';
import { loadHistory } from '../history/load-history.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeConnection, FakeServer } from '../testing/fake-server.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import { elapse, endEvents, openSession, startEvent, textOf } from '../testing/open-session.ts';
import { endTest, startSessionTest } from '../testing/test-setup.ts';

vi.mock('../history/load-history.ts', { spy: true });

let browser: FakeBrowser;
let server: FakeServer;
let chatId: ChatId;

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  ({ browser, server, chatId } = startSessionTest());
});
afterEach(() => endTest(browser));

const stopped = () => server.answer(() => Response.json({ stopped: true }, { status: 202 }));
const methods = () => server.requests.map(({ method }) => method);

/** A session whose first run was accepted and has sent these deltas. */
async function startRun(...deltas: string[]) {
  const opening = openSession(chatId, false);
  const connection = server.openConnection();
  opening.session.send('Hello?');
  await vi.waitFor(() => expect(server.requests).not.toHaveLength(0)); // the question is saved first
  connection.send(1, startEvent(`${chatId}a`), textStart, ...deltas.map(textDelta));
  await elapse(20);
  return {
    ...opening,
    connection,
    end: (outcome: 'complete' | 'stopped') => finish(connection, 3 + deltas.length, outcome),
  };
}
async function finish(connection: FakeConnection, seq: number, outcome: 'complete' | 'stopped') {
  connection.send(seq + 1, ...endEvents(outcome));
  await elapse(20);
}

describe('a question', () => {
  test('is shown and stored at once, and its answer streams', async () => {
    const { session, states, end } = await startRun('one ', 'two');
    expect(states[0]).toMatchObject({ status: 'ready', messages: [{ role: 'user' }] });
    expect(states[1]?.status).toBe('submitted');
    expect(session.getState().status).toBe('streaming');
    expect(textOf(session.getState().messages.at(-1))).toBe('one two');
    await end('complete');
    expect(session.getState()).toMatchObject({ status: 'ready', run: undefined, stopping: false });
    expect(session.getState().messages.at(-1)?.metadata?.outcome).toBe('complete');
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
    expect(server.requests).toMatchObject([
      { method: 'POST', body: { id: chatId, trigger: 'submit-message', messages: [{ role: 'user' }] } },
    ]);
  });

  test('is not sent while another answer streams', async () => {
    const { session, end } = await startRun('one');
    session.send('And?');
    session.retry();
    await end('complete');
    expect(methods()).toEqual(['POST']);
    expect(session.getState().messages).toHaveLength(2);
  });

  test('that is sent right after an answer has ended is not followed by that answer', async () => {
    const { session, connection } = await startRun('one');
    connection.send(4, textDelta(' two'), ...endEvents('complete'));
    await elapse();
    server.openConnection();
    session.send('And?');
    await elapse(300);
    expect(session.getState().messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    session.close();
    await elapse(300);
  });

  test('is published once a frame, however many events arrive', async () => {
    const { states, connection, end } = await startRun('one');
    const before = states.length;
    for (let index = 0; index < 50; index++) connection.send(4 + index, textDelta('x'));
    await elapse(16);
    expect(states.length - before).toBe(1);
    connection.send(54, ...endEvents('complete'));
    await end('complete');
  });
});

describe('a stop', () => {
  test('before the run is accepted is sent once it is', async () => {
    const { session } = openSession(chatId, false);
    const connection = server.openConnection();
    session.send('Hello?');
    await vi.waitFor(() => expect(methods()).toEqual(['POST']));
    session.stop();
    expect(session.getState().stopping).toBe(true);
    stopped();
    await elapse();
    expect(methods()).toEqual(['POST', 'DELETE']);
    connection.send(1, startEvent(`${chatId}a`), ...endEvents('stopped').slice(1));
    await elapse(20);
    expect(session.getState()).toMatchObject({ status: 'ready', stopping: false });
    expect(session.getState().messages.at(-1)?.metadata?.outcome).toBe('stopped');
  });

  test('before the question is saved sends no request', async () => {
    const { session } = openSession(chatId, false);
    session.send('Hello?');
    session.stop();
    await elapse(20);
    expect(methods()).toEqual([]);
    expect(session.getState()).toMatchObject({ status: 'ready', stopping: false });
    expect(session.getState().messages.at(-1)?.metadata?.outcome).toBe('stopped');
  });

  test('keeps exactly the text on screen, and is sent once', async () => {
    const { session, end } = await startRun('one ', 'two');
    stopped();
    session.stop();
    session.stop();
    await end('stopped');
    expect(methods()).toEqual(['POST', 'DELETE']);
    const [, shown] = session.getState().messages;
    expect(shown).toMatchObject({ metadata: { outcome: 'stopped' } });
    expect(textOf(shown)).toBe('one two');
    expect((await loadChat(chatId))?.[1]).toEqual(shown);
  });

  test('is retried when the request fails', async () => {
    const { session, end } = await startRun('one');
    server.fail(2);
    stopped();
    session.stop();
    await elapse(2_000);
    expect(methods()).toEqual(['POST', 'DELETE', 'DELETE', 'DELETE']);
    await end('stopped');
  });

  test('of a run that never reached the server ends it in this tab', async () => {
    server.fail(100);
    const { session } = openSession(chatId, false);
    session.send('Hello?');
    await elapse(1_000);
    expect(session.getState().run?.connectionLostAt).toBeDefined();
    session.stop();
    await elapse();
    expect(session.getState()).toMatchObject({ status: 'ready', run: undefined, stopping: false });
    expect(session.getState().messages.at(-1)?.metadata?.outcome).toBe('stopped');
    // The server may have received the run all the same.
    expect(methods().at(-1)).toBe('DELETE');
    server.forget();
    stopped();
    await elapse(5_000);
    session.close();
  });
});

describe('failures', () => {
  test("a refused run is a failed answer with the server's error", async () => {
    server.refuse(503, 'model-unavailable', 'No model.');
    const { session } = openSession(chatId, false);
    session.send('Hello?');
    await elapse(20);
    const error = { code: 'model-unavailable', message: 'No model.' };
    expect(session.getState()).toMatchObject({ status: 'ready' });
    expect(session.getState().messages[1]).toMatchObject({ metadata: { outcome: 'failed', error } });
    expect(await loadChat(chatId)).toEqual(session.getState().messages);
  });

  test('a run that is lost midway is an interrupted answer with its text', async () => {
    const { session, connection } = await startRun('one ', 'two');
    server.nothing();
    connection.drop();
    await elapse(20);
    const [, answer] = session.getState().messages;
    expect(answer?.metadata).toMatchObject({ outcome: 'interrupted', error: { code: 'run-lost' } });
    expect(textOf(answer)).toBe('one two');
    expect((await loadChat(chatId))?.[1]).toEqual(answer);
  });

  test("a dropped connection is part of the run's status", async () => {
    const { session, connection } = await startRun('one ');
    connection.drop();
    await elapse();
    expect(session.getState()).toMatchObject({ run: { phase: { name: 'writing' } }, status: 'streaming' });
    expect(session.getState().run?.connectionLostAt).toBeDefined();
    session.close();
    await elapse(300);
  });

  test('the state says that the browser cannot store, and the chat works in memory', async () => {
    vi.mocked(loadHistory).mockRejectedValue(new Error('no storage'));
    const { session, end } = await startRun('one');
    await end('complete');
    expect(session.getState()).toMatchObject({ unsaved: 'broken', status: 'ready' });
    expect(textOf(session.getState().messages[1])).toBe('one');
  });
});

describe('closing', () => {
  test('during a run does not stop it, and leaves no listener or connection', async () => {
    const { session, states, connection } = await startRun('one');
    session.close();
    await elapse(300);
    const before = states.length;
    session.stop();
    await elapse(20);
    expect(states).toHaveLength(before);
    expect(connection.cancelled()).toBe(true);
    expect(methods()).toEqual(['POST']);
    expect((await loadChat(chatId))?.[1]?.metadata?.outcome).toBeUndefined();
  });

  test('an unsubscribed listener is not notified', async () => {
    const { session } = openSession(chatId, false);
    const listener = vi.fn();
    session.subscribe(listener)();
    server.refuse(503, 'model-unavailable');
    session.send('Hello?');
    await elapse(20);
    expect(listener).not.toHaveBeenCalled();
  });
});
