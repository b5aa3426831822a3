import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type RedisAddress, RedisClient } from '../redis/client.ts';
import { RedisRunLogStore } from '../redis/store.ts';
import type { RunLog } from '../run-log.ts';
import { createRunInfo, delta, joinText } from './run-log-fixtures.ts';

/** Short, because the tests wait for it in real time. */
const GRACE_MS = 100;

let prefixes = 0;

/** A connection to Redis that a test can cut, or whose answers get lost after Redis has executed the command. */
class FaultyConnection {
  readonly #client: RedisClient;
  readonly #inFlight = new Set<Promise<unknown>>();
  cut = false;
  losesAnswer: (() => boolean) | undefined;

  constructor(address: RedisAddress) {
    this.#client = new RedisClient(address);
  }

  /** Cuts the connection. Resolves once Redis has executed what was on its way: it would renew a lease that has expired. */
  async disconnect(): Promise<void> {
    this.cut = true;
    await Promise.allSettled(this.#inFlight);
  }

  async run(...call: Parameters<RedisClient['run']>): Promise<unknown[]> {
    if (this.cut) throw new ChatError('log-unavailable', 'cut');
    const command = this.#client.run(...call);
    this.#inFlight.add(command);
    const answer = await command.finally(() => this.#inFlight.delete(command));
    if (this.cut || this.losesAnswer?.()) throw new ChatError('log-unavailable', 'answer lost');
    return answer;
  }
}

/** Two servers that share a Redis server at `address`. The first one's connection to it can be made faulty. */
export function twoServers(address: RedisAddress) {
  const prefix = `faults-${prefixes++}`;
  const connection = new FaultyConnection(address);
  const run = `${prefix}:{chat-1}:run-1`;
  const redis = new RedisClient(address);
  const options = { prefix, graceMs: GRACE_MS };
  return {
    connection,
    one: new RedisRunLogStore(connection, options),
    other: new RedisRunLogStore(new RedisClient(address), options),
    expireLease: () =>
      redis.run(
        "return {redis.call('HSET', KEYS[1], 'lease', (redis.call('TIME')[1] - 5) * 1000)}",
        [run],
        [],
      ),
    evictEvents: () => redis.run("return {redis.call('DEL', KEYS[1])}", [`${run}:events`], []),
    flushAll: () => redis.run("return {redis.call('FLUSHALL')}", [], []),
  };
}

export async function findRun(store: RedisRunLogStore): Promise<RunLog> {
  const log = await store.find('ann', createRunInfo().chatId);
  if (log === undefined) throw new Error('not found');
  return log;
}

/** Appends text and waits until `store` reads it. */
export async function appendAndAwait(log: RunLog, store: RedisRunLogStore, words: string): Promise<void> {
  log.append(delta(words));
  const reader = (await findRun(store)).read(0);
  for (let seen = ''; !seen.endsWith(words); ) seen += joinText((await reader.next()) ?? []);
  reader.close();
}
