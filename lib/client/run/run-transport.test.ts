import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { type FakeServer, fakeServer } from '../testing/fake-server.ts';
import { asked, finished, follow, opened, turn, word } from '../testing/follow.ts';

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

describe('a run', () => {
  test('is started by a POST and followed to its terminal event', async () => {
    const connection = server.openConnection();
    const run = follow();
    await turn();
    expect(run.accepted).toHaveBeenCalledTimes(1);
    connection.send(1, opened, word('a'));
    await turn();
    expect(run.events).toEqual([opened, word('a')]);
    connection.send(3, finished);
    expect(await run.ended).toBe('ended');
    expect(run.events).toEqual([opened, word('a'), finished]);
    expect(connection.cancelled()).toBe(true);
    expect(server.requests).toEqual([
      { method: 'POST', url: '/api/chats/chat-1/run', lastEventId: null, body: { id: 'chat-1', ...asked } },
    ]);
  });

  test.each<RunEvent>([{ type: 'abort' }, { type: 'error', errorText: 'No.' }])(
    'ends with %j too',
    async (last) => {
      const connection = server.openConnection();
      const run = follow();
      connection.send(1, last);
      expect(await run.ended).toBe('ended');
    },
  );

  test('is attached to by a GET, when there is one', async () => {
    const connection = server.openConnection();
    const run = follow({});
    connection.send(1, finished);
    expect(await run.ended).toBe('ended');
    expect(server.requests).toMatchObject([{ method: 'GET', lastEventId: null }]);
    server.nothing();
    const none = follow({});
    expect(await none.ended).toBe('nothing');
    expect(none.accepted).not.toHaveBeenCalled();
  });

  test('may be cut into bytes anywhere', async () => {
    const connection = server.openConnection();
    const run = follow();
    const text = `id: 1\ndata: ${JSON.stringify(word('涓🙂'))}\n\nid: 2\ndata: {"type":"finish"}\n\n`;
    for (const character of text) connection.sendText(character);
    await run.ended;
    expect(run.events).toEqual([word('涓🙂'), finished]);
  });
});

describe('a dropped connection', () => {
  test.each(['drop', 'end'] as const)('(%s) goes on after the last event that arrived', async (how) => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, opened, word('a'));
    await turn();
    const second = server.openConnection();
    first[how]();
    await turn();
    expect(run.connections).toEqual(['open', 'reconnecting']);
    expect(server.requests[1]).toMatchObject({ method: 'GET', lastEventId: '2' });
    second.send(3, word('b'), finished);
    expect(await run.ended).toBe('ended');
    expect(run.connections).toEqual(['open', 'reconnecting', 'open']);
    expect(run.events).toEqual([opened, word('a'), word('b'), finished]);
    expect(run.accepted).toHaveBeenCalledTimes(1);
  });

  test('inside a frame loses that frame and asks for it again', async () => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, word('a'));
    first.sendText('id: 2\ndata: {"type":"text-delta","id":"t","del');
    await turn();
    const second = server.openConnection();
    first.drop();
    await turn();
    expect(server.requests[1]?.lastEventId).toBe('1');
    second.send(2, word('b'), finished);
    await run.ended;
    expect(run.events).toEqual([word('a'), word('b'), finished]);
  });

  test('gives no event twice, even when the server repeats some', async () => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, opened, word('a'));
    await turn();
    const second = server.openConnection();
    first.drop();
    await turn();
    second.send(1, opened, word('a'), word('b'), finished);
    await run.ended;
    expect(run.events).toEqual([opened, word('a'), word('b'), finished]);
  });

  test('[DONE] without a terminal event is no end', async () => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, word('a'));
    first.sendText('data: [DONE]\n\n');
    const second = server.openConnection();
    first.end();
    await turn();
    expect(run.outcome).not.toHaveBeenCalled();
    second.send(2, finished);
    expect(await run.ended).toBe('ended');
  });

  test('that says nothing for 25 seconds is dead; a heartbeat keeps it', async () => {
    const first = server.openConnection();
    const run = follow();
    await turn(20_000);
    first.sendText(': alive\n\n');
    await turn(24_999);
    expect(first.cancelled()).toBe(false);
    const second = server.openConnection();
    await turn(1);
    expect(first.cancelled()).toBe(true);
    await turn();
    expect(server.requests[1]?.method).toBe('GET');
    second.send(1, finished);
    await run.ended;
  });
});
