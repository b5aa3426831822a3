import { expect, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import {
  createRunBody,
  createRunRouteCaller,
  prepareRunRouteTests,
  readAll,
  readError,
} from '../testing/run-route-caller.ts';

vi.mock('next/server', () => ({ after: () => {} }));
prepareRunRouteTests();

const call = createRunRouteCaller(await import('../../../app/api/chats/[chatId]/run/route.ts'));
const { GET: listRuns } = await import('../../../app/api/runs/route.ts');
const MINUTE_MS = 60_000;

/** Starts a run, and reads it to its end. */
async function answer(chatId: string, runId: string, token = 'ann'): Promise<void> {
  await readAll(await call('POST', chatId, { token, body: createRunBody({ runId }) }));
}

async function list(token: string): Promise<unknown[]> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await listRuns(new Request('http://localhost/api/runs', { headers }), {});
  return ((await response.json()) as { runs: unknown[] }).runs;
}

test('HEAD describes a live run, an ended one and none', async () => {
  const chatId = newChatId();
  expect((await call('HEAD', chatId)).headers.get('x-run-state')).toBe('none');
  const response = await call('POST', chatId, { body: createRunBody({ runId: 'r' }) });
  const live = await call('HEAD', chatId);
  expect([live.status, live.body]).toEqual([200, null]);
  expect(live.headers.get('x-run-id')).toBe('r');
  expect(live.headers.get('x-run-state')).toBe('live');
  expect(live.headers.get('x-run-expires')).toBeNull();
  const { frames } = await readAll(response);
  const last = frames.findLast(({ id }) => id)?.id ?? '';
  const ended = (await call('HEAD', chatId, { query: '?runId=r' })).headers;
  expect(ended.get('x-run-state')).toBe('ended');
  expect(ended.get('x-run-next')).toBe(`r:${Number(last.split(':')[1]) + 1}`);
  expect(Date.parse(ended.get('x-run-expires') ?? '') - Date.now()).toBeGreaterThan(86_000_000);
  const other = await call('HEAD', chatId, { query: '?runId=other' });
  expect([other.status, other.headers.get('x-run-id')]).toEqual([409, 'r']);
  expect((await call('HEAD', chatId, { token: 'bob' })).status).toBe(404);
});

test('an answer is retained for a day; ten minutes after a browser has collected it, it is gone', async () => {
  const chatId = newChatId();
  await answer(chatId, 'r');
  await vi.advanceTimersByTimeAsync(11 * MINUTE_MS);
  expect((await call('GET', chatId)).status).toBe(200);
  const body = { runId: 'r', collected: true };
  expect((await call('PATCH', chatId, { body })).status).toBe(204);
  await vi.advanceTimersByTimeAsync(9 * MINUTE_MS);
  expect((await call('GET', chatId)).status).toBe(200);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  for (const method of ['GET', 'HEAD'] as const) {
    const gone = await call(method, chatId);
    expect(gone.headers.get('x-run-id')).toBe('r');
    expect(await readError(gone)).toMatchObject({ status: 410, code: 'run-expired' });
  }
  expect((await call('PATCH', chatId, { body })).status).toBe(204);
  expect(await (await call('DELETE', chatId, { query: '?runId=r' })).json()).toEqual({ stopped: false });
  const repeated = await call('POST', chatId, { body: createRunBody({ runId: 'r' }) });
  expect(await readError(repeated)).toMatchObject({ status: 410, code: 'run-expired' });
});

test('a live run cannot be collected, nor one of another caller, nor without saying so', async () => {
  const chatId = newChatId();
  const response = await call('POST', chatId, { body: createRunBody({ runId: 'r' }) });
  const body = { runId: 'r', collected: true };
  expect(await readError(await call('PATCH', chatId, { body }))).toMatchObject({ code: 'run-active' });
  await readAll(response);
  expect((await call('PATCH', chatId, { body, token: 'bob' })).status).toBe(404);
  expect((await call('PATCH', chatId, { body: { runId: 'r' } })).status).toBe(400);
});

test('GET /api/runs lists what its caller has not collected, the latest first', async () => {
  const chatIds = [newChatId(), newChatId()];
  for (const chatId of chatIds) await answer(chatId, `run-${chatId}`, 'cleo');
  const runs = chatIds.map((chatId) => ({
    chatId,
    runId: `run-${chatId}`,
    startedAt: expect.any(Number),
    state: 'ended',
    next: expect.any(Number),
    expiresAt: expect.any(Number),
  }));
  expect(await list('cleo')).toEqual(runs.toReversed());
  expect(await list('dora')).toEqual([]);
  await call('PATCH', chatIds[1] ?? '', {
    token: 'cleo',
    body: { runId: `run-${chatIds[1]}`, collected: true },
  });
  expect(await list('cleo')).toEqual(runs.slice(0, 1));
});
