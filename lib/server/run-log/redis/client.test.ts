import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RedisClient } from './client.ts';

const requests: { body: unknown[]; signal: AbortSignal }[] = [];
let answer: (signal: AbortSignal) => Promise<Response>;

beforeEach(() => {
  vi.useFakeTimers();
  requests.length = 0;
  vi.stubGlobal('fetch', (_url: string, { body, signal }: { body: string; signal: AbortSignal }) => {
    requests.push({ body: JSON.parse(body), signal });
    if (signal.aborted) return Promise.reject(signal.reason);
    return answer(signal);
  });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const client = () => new RedisClient({ url: 'http://redis.test', token: 't' });
/** A client that has computed the digests of `scripts`, which takes real time even with fake timers. */
async function usedClient(...scripts: string[]): Promise<RedisClient> {
  answer = async () => Response.json({ result: [] });
  const redis = client();
  for (const script of scripts) await redis.run(script, [], []);
  requests.length = 0;
  return redis;
}
const untilAborted = (signal: AbortSignal) =>
  new Promise<Response>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('sends the digest of a script, and its source when Redis does not know it', async () => {
  const answers = [
    Response.json({ error: 'NOSCRIPT No matching script.' }, { status: 400 }),
    Response.json({ result: ['ok'] }),
    Response.json({ result: ['ok'] }),
  ];
  answer = async () => answers.shift() as Response;
  const redis = client();
  expect(await redis.run("return {'ok'}", ['k'], [1])).toEqual(['ok']);
  expect(await redis.run("return {'ok'}", ['k'], [1])).toEqual(['ok']);
  expect(requests.map(({ body }) => body[0])).toEqual(['evalsha', 'eval', 'evalsha']);
  expect(requests[1]?.body).toEqual(['eval', "return {'ok'}", 1, 'k', '1']);
});

test('each call times out after two seconds', async () => {
  const redis = await usedClient('a', 'b');
  answer = untilAborted;
  const first = redis.run('a', [], []).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1_000);
  const second = redis.run('b', [], []).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await first).toMatchObject({ code: 'log-unavailable' });
  expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await second).toMatchObject({ code: 'log-unavailable' });
  expect(requests).toHaveLength(2);
});

test('an abort rejects the call at once', async () => {
  const redis = await usedClient('a');
  answer = untilAborted;
  const controller = new AbortController();
  const call = redis.run('a', [], [], controller.signal);
  await vi.advanceTimersByTimeAsync(1);
  controller.abort(new Error('left'));
  await expect(call).rejects.toThrow('left');
});

test('errors do not contain the arguments', async () => {
  answer = async () => Response.json({ error: 'ERR out of memory' }, { status: 400 });
  const error = (await client()
    .run('a', [], ['a secret'])
    .catch((error: unknown) => error)) as Error;
  expect(String(error.cause)).toContain('ERR out of memory');
  expect(String(error.cause)).not.toContain('secret');
});
