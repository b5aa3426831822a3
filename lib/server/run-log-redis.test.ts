import { afterAll, beforeAll } from 'vitest';
import { RedisServer } from '../../e2e/fixtures/redis-server.ts';
import { RedisClient } from './redis-client.ts';
import { describeRunLogStore } from './run-log-contract.ts';
import { RedisRunLogStore } from './run-log-redis.ts';
import { describeSharedRunLogStore } from './run-log-shared-contract.ts';

let redis: RedisServer;
let prefixes = 0;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.close());

const store = (prefix: string) => new RedisRunLogStore(new RedisClient(redis.address), prefix);

describeRunLogStore('in Redis', () => store(`one-${prefixes++}`));

describeSharedRunLogStore('in Redis', () => {
  const prefix = `two-${prefixes++}`;
  return [store(prefix), store(prefix)];
});
