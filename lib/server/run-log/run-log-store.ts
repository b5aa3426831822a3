import 'server-only';
import { environment } from '../platform/environment.ts';
import { MemoryRunLogStore } from './memory-run-log-store.ts';
import { RedisClient } from './redis/client.ts';
import { RedisRunLogStore } from './redis/store.ts';
import type { RunLogStore } from './run-log.ts';

let store: RunLogStore | undefined;

/** Returns this server's store: in Redis when the environment names one, otherwise in memory. */
export function runLogStore(): RunLogStore {
  const { redis } = environment();
  store ??= redis ? new RedisRunLogStore(new RedisClient(redis)) : new MemoryRunLogStore();
  return store;
}
