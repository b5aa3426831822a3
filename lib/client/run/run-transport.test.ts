import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { advance, finishEvent, follow, runStart, textDelta, textStart } from '../testing/follow.ts';
import { endTest, startRunTest } from '../testing/test-setup.ts';

let browser: FakeBrowser;
let server: FakeServer;

beforeEach(() => {
  ({ browser, server } = startRunTest());
});
afterEach(() => endTest(browser));

describe('a run', () => {
  test('is started by a POST and followed to its terminal event', async () => {
    const connection = server.openConnection();
    const run = follow();
    await advance();
    expect(run.accepted).toHaveBeenCalledTimes(1);
    connection.send(1, textStart, textDelta('a'));
    await advance();
    expect(run.events).toEqual([textStart, textDelta('a')]);
    connection.send(3, finishEvent);
    expect(await run.ended).toBe('ended');
    expect(run.events).toEqual([textStart, textDelta('a'), finishEvent]);
    expect(connection.cancelled()).toBe(true);
    expect(server.requests).toEqual([
      {
        method: 'POST',
        url: '/api/chats/chat-1/run',
        body: { id: 'chat-1', ...runStart },
      },
    ]);
  });

  test.each<RunEvent>([{ type: 'abort' }, { type: 'error', errorText: 'No.' }])(
    'also ends with %j',
    async (last) => {
      const connection = server.openConnection();
      const run = follow();
      connection.send(1, last);
      expect(await run.ended).toBe('ended');
    },
  );

  test('is attached to by a GET, if there is one', async () => {
    const connection = server.openConnection();
    const run = follow({});
    connection.send(1, finishEvent);
    expect(await run.ended).toBe('ended');
    expect(server.requests).toMatchObject([{ method: 'GET', url: '/api/chats/chat-1/run' }]);
    for (const answer of [() => server.nothing(), () => server.refuse(410, 'run-expired')]) {
      answer();
      const none = follow({});
      expect(await none.ended).toBe('nothing');
      expect(none.accepted).not.toHaveBeenCalled();
    }
  });

  test('reports what heartbeats say', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, textStart);
    connection.sendText(': alive\n\n');
    connection.sendText(': alive silent=140000ms keep-alives=14\n\n');
    await advance();
    expect(run.heartbeats.at(-1)).toMatch(/: alive silent=140000ms keep-alives=14$/);
    connection.send(2, finishEvent);
    expect(await run.ended).toBe('ended');
  });

  test('may arrive in chunks that are cut anywhere', async () => {
    const connection = server.openConnection();
    const run = follow();
    const text = `id: run-1:1\ndata: ${JSON.stringify(textDelta('涓🙂'))}\n\nid: run-1:2\ndata: {"type":"finish"}\n\n`;
    for (const character of text) connection.sendText(character);
    await run.ended;
    expect(run.events).toEqual([textDelta('涓🙂'), finishEvent]);
  });
});

describe('a dropped connection', () => {
  test.each(['drop', 'end'] as const)('(%s) is resumed after the last event that arrived', async (how) => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, textStart, textDelta('a'));
    await advance();
    const second = server.openConnection();
    first[how]();
    await advance();
    expect(run.connections).toEqual(['open', 'reconnecting']);
    expect(server.requests[1]).toMatchObject({ method: 'GET', after: '2' });
    second.send(3, textDelta('b'), finishEvent);
    expect(await run.ended).toBe('ended');
    expect(run.connections).toEqual(['open', 'reconnecting', 'open']);
    expect(run.events).toEqual([textStart, textDelta('a'), textDelta('b'), finishEvent]);
    expect(run.accepted).toHaveBeenCalledTimes(1);
  });

  test('inside an SSE frame is resumed with that frame', async () => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, textDelta('a'));
    first.sendText('id: run-1:2\ndata: {"type":"text-delta","id":"t","del');
    await advance();
    const second = server.openConnection();
    first.drop();
    await advance();
    expect(server.requests[1]?.after).toBe('1');
    second.send(2, textDelta('b'), finishEvent);
    await run.ended;
    expect(run.events).toEqual([textDelta('a'), textDelta('b'), finishEvent]);
  });

  test('delivers no event twice, even when the server repeats some', async () => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, textStart, textDelta('a'));
    await advance();
    const second = server.openConnection();
    first.drop();
    await advance();
    second.send(1, textStart, textDelta('a'), textDelta('b'), finishEvent);
    await run.ended;
    expect(run.events).toEqual([textStart, textDelta('a'), textDelta('b'), finishEvent]);
  });

  test('is replayed from the start when the server repeats a part of a merged delta', async () => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, textStart, textDelta('a'), textDelta('b'));
    await advance();
    const second = server.openConnection();
    const third = server.openConnection();
    first.drop();
    await advance();
    // Something removed the position from the request, and all deltas came as one.
    second.sendText(`id: run-1:4\ndata: ${JSON.stringify({ ...textDelta('abc'), from: 2 })}\n\n`);
    await advance(1_000);
    expect(server.requests[2]).toMatchObject({ method: 'GET', url: '/api/chats/chat-1/run?runId=run-1' });
    third.send(1, textStart, textDelta('abc'), finishEvent);
    await run.ended;
    expect(run.events.slice(3)).toEqual([textStart, textDelta('abc'), finishEvent]);
  });

  test('is replayed from the start when the next one lacks events', async () => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, textStart);
    await advance();
    const second = server.openConnection();
    const third = server.openConnection();
    first.drop();
    second.send(3, textDelta('b'));
    await advance(1_000);
    expect(second.cancelled()).toBe(true);
    third.send(1, textStart, textDelta('a'), textDelta('b'), finishEvent);
    await run.ended;
    expect(run.events.slice(1)).toEqual([textStart, textDelta('a'), textDelta('b'), finishEvent]);
  });

  test('with events of another run is not read', async () => {
    const connection = server.openConnection();
    const run = follow();
    connection.send(1, textStart);
    await advance();
    connection.sendText(`id: run-2:2\ndata: ${JSON.stringify(textDelta('x'))}\n\n`);
    await expect(run.ended).rejects.toMatchObject({ code: 'run-changed' });
    expect(run.events).toEqual([textStart]);
  });

  test('is reconnected after [DONE] without a terminal event', async () => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, textDelta('a'));
    first.sendText('data: [DONE]\n\n');
    const second = server.openConnection();
    first.end();
    await advance();
    expect(run.outcome).not.toHaveBeenCalled();
    second.send(2, finishEvent);
    expect(await run.ended).toBe('ended');
  });

  test.each([
    ['the browser thaws the tab', () => document.dispatchEvent(new Event('resume'))],
    ['the device comes back online', () => browser.online()],
  ])('is assumed at once when %s', async (_, occur) => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, textStart);
    await advance();
    const second = server.openConnection();
    occur();
    await advance();
    expect(first.cancelled()).toBe(true);
    second.send(2, finishEvent);
    expect(await run.ended).toBe('ended');
    expect(run.events).toEqual([textStart, finishEvent]);
  });

  test('is assumed after 25 seconds of silence; a heartbeat counts as activity', async () => {
    const first = server.openConnection();
    const run = follow();
    await advance(20_000);
    first.sendText(': alive\n\n');
    await advance(24_999);
    expect(first.cancelled()).toBe(false);
    const second = server.openConnection();
    await advance(1);
    expect(first.cancelled()).toBe(true);
    await advance();
    expect(server.requests[1]?.method).toBe('GET');
    second.send(1, finishEvent);
    await run.ended;
  });
});
