import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RedisServer } from '../../../e2e/fixtures/servers/redis-server.ts';

let redis: RedisServer;
let servers: ((signature: string, expiresAt: number) => Promise<boolean>)[];
beforeAll(async () => {
  redis = await RedisServer.start();
  for (const [name, value] of Object.entries(redis.environment())) vi.stubEnv(name, value);
  servers = [];
  while (servers.length < 2) {
    vi.resetModules();
    servers.push((await import('./used-approvals.ts')).markUsed);
  }
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await redis.close();
});

test('servers with one Redis accept an approval once between them', async () => {
  const expiresAt = Date.now() + 3_600_000;
  const accepted = await Promise.all(servers.map((markUsed) => markUsed('a', expiresAt)));
  expect(accepted.sort()).toEqual([false, true]);
  expect(await servers[0]?.('b', expiresAt)).toBe(true);
});
