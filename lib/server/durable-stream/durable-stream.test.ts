import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import {
  createRunBody,
  createRunRouteCaller,
  prepareRunRouteTests,
  readAll,
  readError,
} from '../testing/run-route-caller.ts';
import { createCursor } from './stream-cursor.ts';
import { encodeOffset } from './stream-offset.ts';

vi.mock('next/server', () => ({ after: () => {} }));
prepareRunRouteTests();

const call = createRunRouteCaller(await import('../../../app/api/chats/[chatId]/run/route.ts'));

/** Runs the demo model to its end. @returns the chat and its events */
async function endedRun(runId = 'r') {
  const chatId = newChatId();
  const { events } = await readAll(await call('POST', chatId, { body: createRunBody({ runId }) }));
  return { chatId, events };
}

const get = (chatId: string, query = '') =>
  call('GET', chatId, { query: `?durable-stream=1${query && `&${query}`}` });

describe('a run as a durable stream', () => {
  test('is a closed stream of its events once it has ended', async () => {
    const { chatId, events } = await endedRun();
    const response = await get(chatId);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('stream-closed')).toBe('true');
    expect(response.headers.get('stream-up-to-date')).toBe('true');
    const messages = await response.json();
    expect(messages[0]).toEqual(events[0]);
    expect(messages.at(-1)).toEqual(events.at(-1));
    const offset = response.headers.get('stream-next-offset');
    const rest = await get(chatId, `offset=${offset}`);
    expect(await rest.json()).toEqual([]);
    const poll = await get(chatId, `offset=${offset}&live=long-poll`);
    expect([poll.status, poll.headers.get('stream-closed')]).toEqual([204, 'true']);
    const head = await call('HEAD', chatId, { query: '?durable-stream=1' });
    expect(head.headers.get('stream-next-offset')).toBe(offset);
  });

  test('ends for readers of an earlier run when another takes its place', async () => {
    const { chatId } = await endedRun('one');
    await readAll(await call('POST', chatId, { body: createRunBody({ runId: 'two' }) }));
    const error = await readError(await get(chatId, `offset=${encodeOffset('one' as never, 3)}`));
    expect(error).toMatchObject({ status: 410, code: 'run-expired' });
  });

  test("does not exist without a run, and another caller's is none", async () => {
    expect(await readError(await get(newChatId()))).toMatchObject({ status: 404, code: 'not-found' });
    const { chatId } = await endedRun();
    const response = await call('GET', chatId, { token: 'bob', query: '?durable-stream=1' });
    expect(response.status).toBe(404);
  });

  test.each([
    'offset=',
    'offset=1',
    'offset=0,1',
    `offset=${'0'.repeat(15)}_../r`,
    'offset=-1&offset=-1',
    'live=sse',
    'live=long-poll',
    'offset=-1&live=forever',
  ])('refuses %s', async (query) => {
    const { chatId } = await endedRun();
    expect(await readError(await get(chatId, query))).toMatchObject({ status: 400, code: 'invalid-request' });
  });
});

describe('the cursor', () => {
  beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
  afterEach(() => void vi.restoreAllMocks());
  const cursor = (known: string, now = Date.UTC(2026, 0, 1)) =>
    Number(createCursor(new URL(`http://localhost/?cursor=${known}`), now));

  test('is the same for everyone within 20 s, and then another', () => {
    const now = Date.UTC(2026, 0, 1);
    expect(cursor('', now + 19_999)).toBe(cursor('', now));
    expect(cursor('', now + 20_000)).toBe(cursor('', now) + 1);
  });

  test('is always later than the one that the client has', () => {
    const current = cursor('');
    expect(cursor(String(current - 1))).toBe(current);
    expect(cursor(String(current))).toBe(current + 1);
    expect(cursor(String(current + 9))).toBe(current + 10);
    expect(cursor('x')).toBe(current);
  });
});
