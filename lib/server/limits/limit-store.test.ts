import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { RedisServer } from '../../../e2e/fixtures/servers/redis-server.ts';
import { RedisClient } from '../run-log/redis/client.ts';
import type { LimitStore, RunClaim } from './limit-store.ts';
import { MemoryLimitStore } from './memory-limit-store.ts';
import { RedisLimitStore } from './redis-limit-store.ts';

let redis: RedisServer;
let prefixes = 0;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.close());
afterEach(() => vi.useRealTimers());

const claim = (runId: string, limits: Partial<RunClaim> = {}): RunClaim => ({
  subject: 'ann',
  runId,
  runsPerMinute: 0,
  liveRuns: 0,
  ...limits,
});

const stores: [name: string, create: () => LimitStore][] = [
  ['in memory', () => new MemoryLimitStore()],
  [
    'in Redis',
    () => new RedisLimitStore(new RedisClient(redis.address), new MemoryLimitStore(), `limits-${prefixes++}`),
  ],
];

describe.each(stores)('a limit store %s', (_, createStore) => {
  test('admits as many runs per minute as are allowed, then says when the next one is', async () => {
    const store = createStore();
    const limits = { runsPerMinute: 2 };
    expect(await store.admit(claim('1', limits))).toEqual({ state: 'admitted' });
    await store.release(claim('1', limits));
    expect(await store.admit(claim('2', limits))).toEqual({ state: 'admitted' });
    const refused = await store.admit(claim('3', limits));
    expect(refused).toMatchObject({ state: 'refused', reason: 'rate' });
    const { retryAfterMs } = refused as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(await store.admit(claim('4', { ...limits, subject: 'ben' }))).toEqual({ state: 'admitted' });
  });

  test('admits as many live runs as are allowed, and another when one ends', async () => {
    const store = createStore();
    const limits = { liveRuns: 2 };
    for (const runId of ['1', '2']) await store.admit(claim(runId, limits));
    expect(await store.admit(claim('3', limits))).toMatchObject({ state: 'refused', reason: 'live' });
    await store.release(claim('1', limits));
    expect(await store.admit(claim('3', limits))).toEqual({ state: 'admitted' });
    for (const runId of ['2', '3']) await store.release(claim(runId, limits));
  });

  test('does not count a repeated start again, even at the limit', async () => {
    const store = createStore();
    const limits = { runsPerMinute: 1, liveRuns: 1 };
    await store.admit(claim('1', limits));
    expect(await store.admit(claim('1', limits))).toEqual({ state: 'known' });
    await store.release(claim('1', limits));
  });

  test('forgets a run that is undone', async () => {
    const store = createStore();
    const limits = { runsPerMinute: 1, liveRuns: 1 };
    await store.admit(claim('1', limits));
    await store.release(claim('1', limits), true);
    expect(await store.admit(claim('2', limits))).toEqual({ state: 'admitted' });
    await store.release(claim('2', limits));
  });

  test('of many runs that start together, admits no more than are allowed', async () => {
    const store = createStore();
    const limits = { runsPerMinute: 5, liveRuns: 3 };
    const claims = Array.from({ length: 40 }, (_, index) => claim(String(index), limits));
    const admissions = await Promise.all(claims.map((each) => store.admit(each)));
    expect(admissions.filter(({ state }) => state === 'admitted')).toHaveLength(3);
    await Promise.all(claims.map((each) => store.release(each)));
  });

  test('adds up the tokens of each caller', async () => {
    const store = createStore();
    expect(await store.addTokens('ann', 0)).toBe(0);
    expect(await store.addTokens('ann', 70)).toBe(70);
    expect(await store.addTokens('ann', 5)).toBe(75);
    expect(await store.addTokens('ben', 1)).toBe(1);
  });
});

test('a minute later, memory admits runs again and forgets who was idle; a day later, tokens count anew', async () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  const store = new MemoryLimitStore();
  await store.admit(claim('1', { runsPerMinute: 1 }));
  await store.release(claim('1'));
  await store.addTokens('ann', 9);
  vi.setSystemTime(1_800_000_059_000);
  expect(await store.admit(claim('2', { runsPerMinute: 1 }))).toMatchObject({ retryAfterMs: 1_000 });
  vi.setSystemTime(1_800_000_061_000);
  await store.admit(claim('2', { subject: 'ben', runsPerMinute: 1 }));
  expect(store.size).toBe(1);
  vi.setSystemTime(1_800_000_000_000 + 86_400_000);
  expect(await store.addTokens('ann', 1)).toBe(1);
});

test('without Redis, a server counts for itself', async () => {
  const unreachable = { run: () => Promise.reject(new Error('unreachable')) };
  const store = new RedisLimitStore(unreachable, new MemoryLimitStore());
  const limits = { liveRuns: 1 };
  expect(await store.admit(claim('1', limits))).toEqual({ state: 'admitted' });
  expect(await store.admit(claim('2', limits))).toMatchObject({ state: 'refused' });
  await store.release(claim('1', limits));
  expect(await store.admit(claim('2', limits))).toEqual({ state: 'admitted' });
  expect(await store.addTokens('ann', 3)).toBe(3);
});
