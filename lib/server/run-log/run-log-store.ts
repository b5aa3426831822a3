import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { environment } from '../platform/environment.ts';
import { describeMissingRedis } from '../platform/missing-redis.ts';
import { processWide } from '../platform/process-wide.ts';
import { MemoryRunLogStore } from './memory-run-log-store.ts';
import { RedisClient } from './redis/client.ts';
import { RedisRunLogStore } from './redis/store.ts';
import type { RunLogStore, StoreProblem } from './run-log.ts';

let store: RunLogStore | undefined;

/**
 * Returns this server's store: in Redis when the environment names one, otherwise the one that the process shares, which
 * disk/data-directory.ts has opened at its start. On a platform that has not run that, it is in memory.
 */
export function runLogStore(): RunLogStore {
  store ??= createStore();
  return store;
}

/** Makes all code of this process use the store that `create` returns, unless it has one. */
export function shareRunLogStore(create: () => RunLogStore): RunLogStore {
  return processWide('run logs', create);
}

/** @param problem why it is used in place of another store */
export function createMemoryStore(problem?: StoreProblem): MemoryRunLogStore {
  const { keepAnswersMs } = environment();
  return new MemoryRunLogStore(keepAnswersMs === undefined ? {} : { retentionMs: keepAnswersMs }, problem);
}

function createStore(): RunLogStore {
  const { redis, keepAnswersMs } = environment();
  if (redis) return new RedisRunLogStore(new RedisClient(redis), { retentionMs: keepAnswersMs });
  const missing = describeMissingRedis();
  if (missing) console.warn(missing);
  return withOwnErrors(shareRunLogStore(() => createMemoryStore()));
}

/** The errors of a shared store have the class of the code that created it. Here they become errors that the route recognizes. */
function withOwnErrors(shared: RunLogStore): RunLogStore {
  return {
    open: (info) => shared.open(info).catch(rethrow),
    find: (owner, chatId) => shared.find(owner, chatId).catch(rethrow),
    inspect: (owner, chatId) => shared.inspect(owner, chatId).catch(rethrow),
    collect: (owner, run) => shared.collect(owner, run).catch(rethrow),
    list: (owner) => shared.list(owner).catch(rethrow),
    takeOrphans: () => shared.takeOrphans(),
    checkHealth: () => shared.checkHealth(),
  };
}

function rethrow(error: unknown): never {
  const { name, code, message, retryAfterSeconds, runId } = error as ChatError;
  if (name !== 'ChatError') throw error;
  throw new ChatError(code, message, {
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(runId === undefined ? {} : { runId }),
  });
}
