import 'server-only';
import { environment } from '../platform/environment.ts';
import { describeMissingRedis } from '../platform/missing-redis.ts';
import { MemoryRunLogStore } from './memory-run-log-store.ts';
import { RedisClient } from './redis/client.ts';
import { RedisRunLogStore } from './redis/store.ts';
import type { RunLogStore } from './run-log.ts';

let store: RunLogStore | undefined;

/** Returns this server's store: in Redis when the environment names one, otherwise in memory. */
export function runLogStore(): RunLogStore {
  store ??= createStore();
  return store;
}

function createStore(): RunLogStore {
  const { redis } = environment();
  if (redis) return new RedisRunLogStore(new RedisClient(redis));
  const missing = describeMissingRedis();
  if (missing) console.warn(missing);
  return new MemoryRunLogStore();
}
