import { afterAll, beforeAll } from 'vitest';
import { RedisServer } from '../../e2e/fixtures/redis-server.ts';
import { describeRunLogStore } from './run-log-contract.ts';
import { RedisRunLogStore } from './run-log-redis.ts';

let redis: RedisServer;
let stores = 0;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.close());

describeRunLogStore('in Redis', () => new RedisRunLogStore(redis.address, `test-${stores++}`));
