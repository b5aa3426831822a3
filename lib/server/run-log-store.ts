import 'server-only';
import { environment } from './environment.ts';
import { RedisClient } from './redis-client.ts';
import type { RunLogStore } from './run-log.ts';
import { MemoryRunLogStore } from './run-log-memory.ts';
import { RedisRunLogStore } from './run-log-redis.ts';

let store: RunLogStore | undefined;

/** This server's run logs: in Redis where the settings name one, else in memory. */
export function runLogStore(): RunLogStore {
  const { redis } = environment();
  store ??= redis ? new RedisRunLogStore(new RedisClient(redis)) : new MemoryRunLogStore();
  return store;
}
