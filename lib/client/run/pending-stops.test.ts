import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newRunId } from '#lib/protocol/ids.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { advance } from '../testing/follow.ts';
import { endTest, startRunTest, stubLocalStorage } from '../testing/test-setup.ts';
import { isStopPending, requestStop, resumeStops, wasStopped } from './pending-stops.ts';

const chatId = 'chat-1' as ChatId;
let browser: FakeBrowser;
let server: FakeServer;
let stored: Map<string, string>;
let runId: string;

beforeEach(() => {
  ({ browser, server } = startRunTest());
  stored = stubLocalStorage();
  runId = newRunId();
});
afterEach(() => endTest(browser));

const confirm = () => server.answer(() => Response.json({ stopped: true }, { status: 202 }));

describe('a stop', () => {
  test('is a DELETE that names its run', async () => {
    confirm();
    expect(await requestStop({ chatId, runId })).toBe(true);
    expect(server.requests).toMatchObject([
      { method: 'DELETE', url: `/api/chats/chat-1/run?runId=${runId}` },
    ]);
    expect([isStopPending(runId), stored.has('runnel.stops')]).toEqual([false, false]);
  });

  test('is remembered once it is confirmed, as one of the last forty', async () => {
    expect(wasStopped(runId)).toBe(false);
    for (let other = 0; other < 40; other++) {
      confirm();
      await requestStop({ chatId, runId: other === 0 ? runId : newRunId() });
    }
    expect(wasStopped(runId)).toBe(true);
    for (let other = 0; other < 10; other++) {
      confirm();
      await requestStop({ chatId, runId: newRunId() });
    }
    expect(wasStopped(runId)).toBe(false);
    expect(stored.get('runnel.stopped')?.length).toBeLessThan(1_000);
  });

  test.each<[string, () => void]>([
    ['no run is live', () => server.answer(() => Response.json({ stopped: false }))],
    ['another run is live', () => server.refuse(409, 'run-changed')],
    ['the chat is not known', () => server.refuse(404, 'not-found')],
  ])('is confirmed when %s', async (_, answer) => {
    answer();
    expect(await requestStop({ chatId, runId })).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test('is repeated until the server confirms it', async () => {
    server.answer(() => new Response('', { status: 502 }));
    server.answer(() => new Response('<h1>Forbidden</h1>', { status: 403 }));
    server.refuse(503, 'log-unavailable');
    server.fail(80);
    confirm();
    const stop = requestStop({ chatId, runId });
    await advance(120_000);
    expect(isStopPending(runId)).toBe(true);
    await advance(180_000);
    expect(await stop).toBe(true);
    expect(server.requests).toHaveLength(84);
  });

  test('that is not answered is sent again', async () => {
    const stop = requestStop({ chatId, runId });
    await advance(25_000);
    confirm();
    await advance(1_000);
    expect(await stop).toBe(true);
  });

  test('is sent once, however often it is requested', async () => {
    confirm();
    expect(await Promise.all([requestStop({ chatId, runId }), requestStop({ chatId, runId })])).toEqual([
      true,
      true,
    ]);
    expect(server.requests).toHaveLength(1);
  });

  test('is given up after an hour', async () => {
    server.fail(2_000);
    const stop = requestStop({ chatId, runId });
    await advance(60 * 60_000 + 10_000);
    expect(await stop).toBe(false);
    expect([isStopPending(runId), stored.has('runnel.stops')]).toEqual([false, false]);
  });
});

test('a stop of an earlier page is continued', async () => {
  stored.set('runnel.stops', JSON.stringify([{ chatId, runId, at: Date.now() }]));
  expect(isStopPending(runId)).toBe(true);
  confirm();
  resumeStops();
  await vi.waitFor(() => expect(isStopPending(runId)).toBe(false));
  expect(server.requests).toMatchObject([{ method: 'DELETE', url: `/api/chats/chat-1/run?runId=${runId}` }]);
});

test('a broken list of stops is ignored', () => {
  for (const text of ['{', '7', 'null']) {
    stored.set('runnel.stops', text);
    expect(isStopPending(runId)).toBe(false);
  }
});
