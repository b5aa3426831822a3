import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeServer } from '../testing/fake-server.ts';
import { advance } from '../testing/follow.ts';
import { endTest, startRunTest } from '../testing/test-setup.ts';
import { extendWait } from './wait-extension.ts';

let browser: FakeBrowser;
let server: FakeServer;
let left: AbortController;

beforeEach(() => {
  ({ browser, server } = startRunTest());
  left = new AbortController();
});
afterEach(() => endTest(browser));

const extend = () => extendWait('chat-1' as ChatId, 'run-1', left.signal);
const confirm = () => server.answer(() => Response.json({ extended: true }, { status: 202 }));

describe('extending the wait', () => {
  test('is a PATCH that names the run', async () => {
    confirm();
    expect(await extend()).toBe(true);
    expect(server.requests).toMatchObject([
      {
        method: 'PATCH',
        url: '/api/chats/chat-1/run',
        body: { runId: 'run-1', extendWaitMs: 300_000 },
      },
    ]);
  });

  test.each<[string, () => void]>([
    ['no run is live', () => server.answer(() => Response.json({ extended: false }))],
    ['another run is live', () => server.refuse(409, 'run-changed')],
    ['the chat is not known', () => server.refuse(404, 'not-found')],
  ])('has no effect when %s', async (_, answer) => {
    answer();
    expect(await extend()).toBe(false);
    expect(server.requests).toHaveLength(1);
  });

  test('is repeated until the server answers', async () => {
    server.fail(3);
    server.answer(() => new Response('', { status: 502 }));
    server.answer(() => new Response('<h1>Forbidden</h1>', { status: 403 }));
    confirm();
    const extended = extend();
    await advance(30_000);
    expect(await extended).toBe(true);
    expect(server.requests).toHaveLength(6);
  });

  test('is given up when the time that it asks for is over', async () => {
    server.fail(2_000);
    const extended = extend();
    await advance(310_000);
    expect(await extended).toBe(false);
  });

  test('ends with the run', async () => {
    const outcome = vi.fn();
    extend().catch(outcome);
    await advance();
    left.abort(new Error('over'));
    await advance();
    expect(outcome).toHaveBeenCalledWith(new Error('over'));
    expect(server.requests).toHaveLength(1);
  });
});
