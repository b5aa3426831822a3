import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { type FakeServer, fakeServer } from '../testing/fake-server.ts';
import { finished, follow, opened, turn, word } from '../testing/follow.ts';
import { requestStop } from './run-transport.ts';

let browser: FakeBrowser;
let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  browser = stubBrowser();
  server = fakeServer();
});
afterEach(() => {
  expect(browser.listeners()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a start that does not get through', () => {
  test('because nobody answers is repeated, as a connection that is dead', async () => {
    server.answer(() => new Promise<Response>(() => {}));
    const connection = server.openConnection();
    const run = follow();
    await turn(24_000);
    expect(server.requests).toHaveLength(1);
    await turn(2_000);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
    connection.send(1, finished);
    expect(await run.ended).toBe('ended');
  });

  test('is repeated with the same run id until it does', async () => {
    server.fail(2);
    const connection = server.openConnection();
    const run = follow();
    await turn(200);
    expect(run.accepted).toHaveBeenCalledTimes(1);
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
    expect(new Set(server.requests.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    connection.send(1, finished);
    expect(await run.ended).toBe('ended');
  });

  test.each([
    ['a bad gateway', () => new Response('<h1>Bad Gateway</h1>', { status: 502 })],
    [
      'shared logs that are away',
      () => Response.json({ error: { code: 'log-unavailable', message: 'Away.' } }, { status: 503 }),
    ],
    ['an error that is not ours', () => Response.json({ error: { code: 'E42' } }, { status: 500 })],
    [
      "a network's log-in page",
      () => new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } }),
    ],
  ])('because of %s is repeated too', async (_, answer) => {
    server.answer(answer);
    const connection = server.openConnection();
    const run = follow();
    await turn();
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
    connection.send(1, finished);
    expect(await run.ended).toBe('ended');
    expect(run.accepted).toHaveBeenCalledTimes(1);
  });

  test('is given up after a minute', async () => {
    server.fail(1000);
    const run = follow();
    await turn(60_000);
    expect(run.outcome).not.toHaveBeenCalled();
    await turn(5_000);
    await expect(run.ended).rejects.toMatchObject({ code: 'connection-lost' });
    expect(server.requests.length).toBeLessThan(40);
  });

  test.each([
    [400, 'invalid-request'],
    [404, 'not-found'],
    [409, 'run-active'],
    [429, 'rate-limited'],
    [503, 'model-unavailable'],
  ])('because it is refused with %i is not repeated, and says why', async (status, code) => {
    server.refuse(status, code, 'A sentence.');
    const run = follow();
    await expect(run.ended).rejects.toMatchObject({ name: 'ChatError', code, message: 'A sentence.' });
    expect(server.requests).toHaveLength(1);
    expect(run.accepted).not.toHaveBeenCalled();
  });
});

describe('a run that was accepted', () => {
  test('and is not known any more is lost', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, word('a'));
    await turn();
    server.nothing();
    connection.drop();
    await expect(run.ended).rejects.toMatchObject({ code: 'run-lost' });
    expect(run.events).toEqual([word('a')]);
  });

  test('and has given way to another run of the chat is lost: no word of the other one is taken', async () => {
    const connection = server.openConnection('run-1');
    const run = follow();
    connection.send(1, opened, word('a'));
    await turn();
    const other = server.openConnection('run-2');
    other.send(3, word('of another answer'), finished);
    connection.drop();
    await expect(run.ended).rejects.toMatchObject({ code: 'run-lost' });
    expect(run.events).toEqual([opened, word('a')]);
    expect(other.cancelled()).toBe(true);
  });

  test('is given up a minute after its connection was last alive, not after it began', async () => {
    const connection = server.openConnection();
    const run = follow();
    for (let second = 0; second < 120; second += 10) {
      connection.sendText(': alive\n\n');
      await turn(10_000);
    }
    server.fail(1000);
    connection.drop();
    await turn(45_000);
    expect(run.outcome).not.toHaveBeenCalled();
    await turn(20_000);
    await expect(run.ended).rejects.toMatchObject({ code: 'connection-lost' });
  });

  test('is looked for again when the device wakes: the hours that it slept do not count', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, word('one'));
    await turn();
    vi.setSystemTime(Date.now() + 3_600_000);
    server.fail(5); // the network is not there at once
    const after = server.openConnection();
    connection.drop();
    await turn(15_000);
    expect(run.outcome).not.toHaveBeenCalled();
    after.send(2, word(' two'), finished);
    await run.ended;
    expect(run.events).toEqual([word('one'), word(' two'), finished]);
  });

  test('is asked for again when the server cannot look for it now', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, word('one'));
    await turn();
    server.refuse(503, 'model-unavailable');
    const after = server.openConnection();
    connection.drop();
    await turn(1_000);
    after.send(2, finished);
    expect(await run.ended).toBe('ended');
  });

  test('on a connection that is cut as soon as it is there is not asked for without a pause', async () => {
    for (let times = 0; times < 100; times++) {
      const connection = server.openConnection();
      connection.sendText(': alive\n\n');
      connection.end();
    }
    const run = follow();
    await turn(10_000);
    expect(server.requests.length).toBeLessThan(15);
    run.controller.abort('enough');
    await expect(run.ended).rejects.toBe('enough');
  });

  test('reconnects at once when the device is online again', async () => {
    server.fail(8);
    const run = follow();
    await turn(6_000);
    const before = server.requests.length;
    browser.online();
    await turn();
    expect(server.requests).toHaveLength(before + 1);
    run.controller.abort('enough');
    await expect(run.ended).rejects.toBe('enough');
  });
});

describe('an abort', () => {
  test('before the answer of the server', async () => {
    const run = follow();
    await turn();
    run.controller.abort('left');
    await expect(run.ended).rejects.toBe('left');
    expect(run.accepted).not.toHaveBeenCalled();
  });

  test('in the middle lets go of the connection', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, word('a'));
    await turn();
    run.controller.abort('left');
    await expect(run.ended).rejects.toBe('left');
    expect(connection.cancelled()).toBe(true);
    expect(run.connections).toEqual(['open']);
  });

  test('while it waits for a connection ends the waiting', async () => {
    server.fail(8);
    const run = follow();
    await turn(3_000);
    const before = server.requests.length;
    run.controller.abort('left');
    await expect(run.ended).rejects.toBe('left');
    expect(server.requests).toHaveLength(before);
  });
});

describe('a stop', () => {
  const chatId = 'chat-1' as ChatId;

  const { signal } = new AbortController();

  test('is a DELETE, answered whether or not something ran', async () => {
    server.answer(() => Response.json({ stopped: true }, { status: 202 }));
    server.answer(() => Response.json({ stopped: false }));
    expect(await requestStop(chatId, signal)).toBe(true);
    expect(await requestStop(chatId, signal)).toBe(true);
    expect(server.requests[0]).toMatchObject({ method: 'DELETE', url: '/api/chats/chat-1/run' });
  });

  test('that is refused has been heard: the run tells its own end', async () => {
    server.refuse(404, 'not-found');
    expect(await requestStop(chatId, signal)).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test('that does not arrive is sent again, five times in all', async () => {
    server.answer(() => new Response('', { status: 502 }));
    server.fail(9);
    const stop = requestStop(chatId, signal);
    await turn(30_000);
    expect(await stop).toBe(false);
    expect(server.requests).toHaveLength(5);
  });

  test('that nobody waits for any more is given up', async () => {
    server.fail(9);
    const controller = new AbortController();
    const stop = requestStop(chatId, controller.signal);
    await turn(300);
    controller.abort();
    expect(await stop).toBe(false);
    const asked = server.requests.length;
    await turn(30_000);
    expect(server.requests).toHaveLength(asked);
  });
});
