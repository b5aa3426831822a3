import { afterAll, beforeAll } from 'vitest';
import { RedisServer } from '../../../../e2e/fixtures/servers/redis-server.ts';
import { describeRetention } from '../testing/retention-contract.ts';
import { describeRunLogStore } from '../testing/run-log-store-contract.ts';
import { describeSharedRunLogStore } from '../testing/shared-store-contract.ts';
import { describeSharedWaits } from '../testing/shared-waits-contract.ts';
import { RedisClient } from './client.ts';
import { RedisRunLogStore } from './store.ts';

let redis: RedisServer;
let prefixes = 0;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.close());

const store = (prefix: string, retentionMs?: number) =>
  new RedisRunLogStore(new RedisClient(redis.address), { prefix, retentionMs });

describeRunLogStore('in Redis', () => store(`one-${prefixes++}`));

describeRetention('in Redis', (retentionMs) => store(`retention-${prefixes++}`, retentionMs));

const pair = (): [RedisRunLogStore, RedisRunLogStore] => {
  const prefix = `two-${prefixes++}`;
  return [store(prefix), store(prefix)];
};

describeSharedRunLogStore('in Redis', pair);

describeSharedWaits('in Redis', pair);
