import { describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import {
  createRunBody,
  createRunRouteCaller,
  prepareRunRouteTests,
  readAll,
  readError,
} from '../testing/run-route-caller.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));
// The demo model sends its first token after 368 ms.
vi.stubEnv('FIRST_TOKEN_TIMEOUT_MS', '300');
const call = createRunRouteCaller(await import('../../../app/api/chats/[chatId]/run/route.ts'));

prepareRunRouteTests();

const start = (chatId: ChatId, runId: string) => call('POST', chatId, { body: createRunBody({ runId }) });
const extend = (chatId: ChatId, runId: string, extendWaitMs: unknown = 300_000) =>
  call('PATCH', chatId, { body: { runId, extendWaitMs } });

describe('extending the wait for the model', () => {
  test('lets a run live that its timeout would have ended', async () => {
    const [chatId, otherId] = [newChatId(), newChatId()];
    const [waited, ended] = await Promise.all([start(chatId, 'r1'), start(otherId, 'r2')]);
    await vi.advanceTimersByTimeAsync(200);
    const extended = await extend(chatId, 'r1');
    expect(extended.status).toBe(202);
    expect(extended.headers.get('x-run-id')).toBe('r1');
    expect(await extended.json()).toEqual({ extended: true, runId: 'r1' });
    expect((await readAll(ended)).message.metadata).toMatchObject({ error: { code: 'first-token-timeout' } });
    expect((await readAll(waited)).message.metadata).toMatchObject({ outcome: 'complete' });
  });

  test('has no effect without a live run', async () => {
    const chatId = newChatId();
    const none = await extend(chatId, 'r1');
    expect([none.status, await none.json()]).toEqual([200, { extended: false }]);
    await readAll(await start(chatId, 'r1'));
    expect(await (await extend(chatId, 'r1')).json()).toEqual({ extended: false });
  });

  test('of another run is refused, and names the live one', async () => {
    const chatId = newChatId();
    const live = await start(chatId, 'r2');
    const refused = await extend(chatId, 'r1');
    expect(refused.headers.get('x-run-id')).toBe('r2');
    expect(await readError(refused)).toMatchObject({ status: 409, code: 'run-changed' });
    expect((await readAll(live)).message.metadata?.outcome).toBe('failed');
  });

  test('of the run of another caller is refused', async () => {
    const chatId = newChatId();
    await start(chatId, 'r1');
    const body = { runId: 'r1', extendWaitMs: 1 };
    expect(await readError(await call('PATCH', chatId, { body, token: 'bob' }))).toMatchObject({
      status: 404,
      code: 'not-found',
    });
  });

  test.each([
    ['nothing', {}, 400],
    ['no run', { extendWaitMs: 1 }, 400],
    ['no time', { runId: 'r1', extendWaitMs: 0 }, 400],
    ['more than an hour', { runId: 'r1', extendWaitMs: 3_600_001 }, 400],
    ['something unknown', { runId: 'r1', extendWaitMs: 1, forget: true }, 400],
  ])('by %s is refused', async (_, body, status) => {
    expect(await readError(await call('PATCH', newChatId(), { body }))).toMatchObject({
      status,
      code: 'invalid-request',
    });
  });

  test('needs JSON, and a page of this site', async () => {
    const body = { runId: 'r1', extendWaitMs: 1 };
    const headers = { 'content-type': 'text/plain' };
    expect((await call('PATCH', newChatId(), { body, headers })).status).toBe(415);
    const foreign = { 'sec-fetch-site': 'cross-site' };
    expect((await call('PATCH', newChatId(), { body, headers: foreign })).status).toBe(403);
  });
});
