import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { advance } from '../testing/follow.ts';
import { endTest, startRunTest } from '../testing/test-setup.ts';
import { requestStop } from './run-connection.ts';

const chatId = 'chat-1' as ChatId;
const { signal } = new AbortController();
let browser: FakeBrowser;
let server: FakeServer;

beforeEach(() => {
  ({ browser, server } = startRunTest());
});
afterEach(() => endTest(browser));

describe('a stop', () => {
  test('is a DELETE, which succeeds whether or not a run was live', async () => {
    server.answer(() => Response.json({ stopped: true }, { status: 202 }));
    server.answer(() => Response.json({ stopped: false }));
    expect(await requestStop(chatId, signal)).toBe(true);
    expect(await requestStop(chatId, signal)).toBe(true);
    expect(server.requests[0]).toMatchObject({ method: 'DELETE', url: '/api/chats/chat-1/run' });
  });

  test('that is refused counts as received', async () => {
    server.refuse(404, 'not-found');
    expect(await requestStop(chatId, signal)).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test('that fails is sent up to five times', async () => {
    server.answer(() => new Response('', { status: 502 }));
    server.fail(9);
    const stop = requestStop(chatId, signal);
    await advance(30_000);
    expect(await stop).toBe(false);
    expect(server.requests).toHaveLength(5);
  });

  test('that is aborted is not retried', async () => {
    server.fail(9);
    const controller = new AbortController();
    const stop = requestStop(chatId, controller.signal);
    await advance(300);
    controller.abort();
    expect(await stop).toBe(false);
    const before = server.requests.length;
    await advance(30_000);
    expect(server.requests).toHaveLength(before);
  });
});
