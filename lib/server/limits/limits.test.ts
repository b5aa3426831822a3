import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newRunId } from '#lib/protocol/ids.ts';
import { advanceUntil, useFakeTime } from '../testing/fake-time.ts';
import { createRunBody, createRunRouteCaller, readAll, readError } from '../testing/run-route-caller.ts';
import type { RunPermit } from './run-admission.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));

type RunRoute = Parameters<typeof createRunRouteCaller>[0];
let chats = 0;

beforeEach(() => {
  delete (performance as { runnel?: unknown }).runnel; // what all code of this process shares
  vi.unstubAllEnvs();
  vi.resetModules();
  useFakeTime({ now: Date.UTC(2027, 0, 15, 8) });
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockImplementation((message) => expect.unreachable(String(message)));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Starts runs of the demo model on a server with these limits. */
async function serve(variables: Record<string, string>) {
  for (const [name, value] of Object.entries({ LOCAL_MODELS: 'off', LOG_CONTENT: 'off', ...variables })) {
    vi.stubEnv(name, value);
  }
  const call = createRunRouteCaller(
    (await import('../../../app/api/chats/[chatId]/run/route.ts')) as RunRoute,
  );
  const completions = await import('../../../app/v1/chat/completions/route.ts');
  const start = (token: string, address = '10.0.0.1', body: Record<string, unknown> = {}) =>
    call('POST', `chat-${chats++}`, {
      token,
      headers: { 'x-forwarded-for': address },
      body: createRunBody(body),
    });
  const complete = (body: Record<string, unknown> = {}) =>
    completions.POST(
      new Request('http://localhost/v1/chat/completions', {
        method: 'POST',
        headers: { authorization: 'Bearer ann', 'x-forwarded-for': '10.0.0.1' },
        body: JSON.stringify({ model: 'demo', messages: [{ role: 'user', content: 'Hello' }], ...body }),
      }),
      undefined,
    );
  return { call, start, complete };
}

test('a caller starts as many runs a minute as are allowed, over all endpoints', async () => {
  const { start, complete } = await serve({ RUNS_PER_MINUTE: '2' });
  for (let run = 0; run < 2; run++) await readAll(await start('ann'));
  const refused = await start('ann');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await readError(refused)).toMatchObject({ status: 429, code: 'rate-limited' });
  expect((await complete()).status).toBe(429);
  await vi.advanceTimersByTimeAsync(60_000);
  await readAll(await start('ann'));
});

test('an address starts four times as many, whoever its callers are', async () => {
  const { start } = await serve({ RUNS_PER_MINUTE: '2', LIVE_RUNS: '0' });
  const statuses: number[] = [];
  for (let run = 0; run < 10; run++) {
    const response = await start(''); // a new caller each time
    statuses.push(response.status);
    if (response.ok) await readAll(response);
  }
  expect(statuses).toEqual([...Array(8).fill(200), 429, 429]);
  await readAll(await start('', '10.0.0.2'));
});

test('a caller has as many live runs as are allowed, and a stop makes room', async () => {
  const { call, start } = await serve({ LIVE_RUNS: '1' });
  const chatId = `chat-${chats}`;
  const live = await start('ann');
  expect((await start('ann')).status).toBe(429);
  await call('DELETE', chatId, { token: 'ann' });
  await readAll(live);
  await readAll(await start('ann'));
});

test('a start that is repeated attaches, even at the limit', async () => {
  const { call } = await serve({ RUNS_PER_MINUTE: '1', LIVE_RUNS: '1' });
  const body = createRunBody({ runId: 'r1' });
  const first = await call('POST', 'repeated', { body });
  const again = await call('POST', 'repeated', { body });
  expect(again.headers.get('x-run-id')).toBe('r1');
  await Promise.all([readAll(first), readAll(again)]);
  await vi.advanceTimersByTimeAsync(61_000);
  await readAll(await call('POST', 'other', { body: createRunBody({ runId: 'r2' }) }));
  expect((await readAll(await call('POST', 'repeated', { body }))).text).not.toBe('');
});

test('an answer ends with outcome length when its token budget is used up, and keeps its text', async () => {
  const { start } = await serve({ TOKENS_PER_RUN: '20' });
  const { message, text, events } = await readAll(await start('ann'));
  expect(message.metadata).toMatchObject({ outcome: 'length', error: { code: 'budget-exceeded' } });
  expect(events.at(-1)).toMatchObject({ type: 'finish', finishReason: 'length' });
  expect(text).not.toBe('');
  const written = events.filter(({ type }) => type.endsWith('-delta')).length;
  expect(written).toBeLessThanOrEqual(21);
});

test('a prompt that is larger than the budget asks no model', async () => {
  const { start } = await serve({ TOKENS_PER_RUN: '20' });
  const text = 'word '.repeat(100);
  const refused = await start('ann', '10.0.0.1', {
    messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text }] }],
  });
  expect(await readError(refused)).toMatchObject({ status: 429, code: 'budget-exceeded' });
});

test('a completion ends with the finish reason length, streamed or not', async () => {
  const { complete } = await serve({ TOKENS_PER_RUN: '20' });
  const { choices } = await advanceUntil((await advanceUntil(complete())).json());
  expect(choices[0]).toMatchObject({
    finish_reason: 'length',
    message: { content: expect.stringMatching(/./) },
  });
  const streamed = await advanceUntil((await advanceUntil(complete({ stream: true }))).text());
  expect(streamed).toMatch(/"finish_reason":"length".*\[DONE\]/s);
});

test('the budget of a day holds over all runs of a caller, and for no other', async () => {
  const { start } = await serve({ TOKENS_PER_DAY: '30', RUNS_PER_MINUTE: '0' });
  expect((await readAll(await start('ann'))).message.metadata?.outcome).toBe('length');
  const refused = await start('ann');
  expect(refused.headers.get('retry-after')).toBe(String(16 * 3_600)); // it is 8:00 UTC
  expect(await readError(refused)).toMatchObject({ status: 429, code: 'budget-exceeded' });
  expect((await start('ben')).status).toBe(200);
});

test('the prompts of live runs count towards the memory of the process, until they end', async () => {
  vi.stubEnv('RUNS_PER_MINUTE', '0');
  vi.stubEnv('LIVE_RUNS', '0');
  const { admitRun } = await import('./run-admission.ts');
  const prompt = [{ role: 'user', content: 'x'.repeat(8 * 1024 * 1024) }];
  const admit = () => admitRun({ id: 'ann', address: '10.0.0.1' }, newRunId(), prompt);
  const permits: RunPermit[] = [];
  for (let run = 0; run < 7; run++) permits.push(await admit());
  await expect(admit()).rejects.toMatchObject({ code: 'rate-limited', retryAfterSeconds: 5 });
  await permits[0]?.release();
  await permits[0]?.release(); // a second time without effect
  permits.push(await admit());
  await expect(admit()).rejects.toMatchObject({ code: 'rate-limited' });
});
