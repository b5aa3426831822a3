import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type Random, seededRandom } from '#lib/server/testing/seeded-random.ts';
import { RedisServer } from '../../../../e2e/fixtures/servers/redis-server.ts';
import type { RunLog } from '../run-log.ts';
import {
  abort,
  createRunInfo,
  delta,
  end,
  finish,
  joinText,
  readToEnd,
  start,
} from '../testing/run-log-fixtures.ts';
import { RedisClient } from './client.ts';
import { RedisRunLogStore } from './store.ts';

let server: RedisServer;
let prefixes = 0;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.close());

/** A connection to Redis that a test can cut, or whose answers get lost after Redis has executed the command. */
class FaultyConnection {
  readonly #client = new RedisClient(server.address);
  readonly #inFlight = new Set<Promise<unknown>>();
  cut = false;
  losesAnswer: (() => boolean) | undefined;

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

function twoServers() {
  const prefix = `faults-${prefixes++}`;
  const connection = new FaultyConnection();
  const run = `${prefix}:{chat-1}:run-1`;
  const redis = new RedisClient(server.address);
  return {
    connection,
    one: new RedisRunLogStore(connection, prefix),
    other: new RedisRunLogStore(new RedisClient(server.address), prefix),
    expireLease: () => redis.run("return {redis.call('HSET', KEYS[1], 'lease', 0)}", [run], []),
    flushAll: () => redis.run("return {redis.call('FLUSHALL')}", [], []),
  };
}
const find = async (store: RedisRunLogStore): Promise<RunLog> => {
  const log = await store.find('ann', createRunInfo().chatId);
  if (log === undefined) throw new Error('not found');
  return log;
};
/** Appends text and waits until `store` reads it. */
async function appendAndAwait(log: RunLog, store: RedisRunLogStore, words: string): Promise<void> {
  log.append(delta(words));
  const reader = (await find(store)).read(0);
  for (let seen = ''; !seen.endsWith(words); ) seen += joinText((await reader.next()) ?? []);
  reader.close();
}

describe('a dead producer', () => {
  test('the next reader ends its run as lost, keeps the text and ends open parts', async () => {
    const { one, other, connection, expireLease } = twoServers();
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'kept');
    await connection.disconnect();
    await expireLease();
    const entries = await readToEnd((await find(other)).read(0));
    expect(entries.map(({ event }) => event)).toMatchObject([
      start,
      delta('kept'),
      end,
      { messageMetadata: { outcome: 'interrupted', error: { code: 'run-lost' } } },
      { type: 'error' },
    ]);
    await log.close([abort]);
  });

  test('its run has failed when there was no model output', async () => {
    const { one, other, connection, expireLease } = twoServers();
    const { log } = await one.open(createRunInfo());
    await connection.disconnect();
    await expireLease();
    const entries = await readToEnd((await find(other)).read(0));
    expect(entries.at(-2)?.event).toMatchObject({ messageMetadata: { outcome: 'failed' } });
    await log.close([abort]);
  });

  test('a stop closes its log at once', async () => {
    const { one, other, connection, expireLease } = twoServers();
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'kept');
    await connection.disconnect();
    await expireLease();
    expect(await (await find(other)).close([abort])).toBe(true);
    const events = (await readToEnd((await find(other)).read(0))).map(({ event }) => event);
    expect(events).toEqual([start, delta('kept'), end, abort]);
    await log.close([abort]);
  });

  test('a pending stop takes effect once the producer counts as dead', async () => {
    const { one, other, connection, expireLease } = twoServers();
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'kept');
    await connection.disconnect();
    expect(await (await find(other)).close([abort])).toBe(true);
    await expireLease();
    expect((await readToEnd((await find(other)).read(0))).at(-1)?.event).toEqual(abort);
    await log.close([abort]);
  });

  test('is rejected when it reconnects; its readers keep their text and receive the loss', async () => {
    const { one, other, connection, expireLease } = twoServers();
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'both ');
    const here = log.read(0);
    await connection.disconnect();
    log.append(delta('only here'));
    await expireLease();
    const there = await readToEnd((await find(other)).read(0));
    const closed = new Promise<void>((resolve) => log.onClose(resolve));
    connection.cut = false;
    await closed;
    expect(log.append(delta('late'))).toBe('closed');
    expect(await log.settled()).toBe('lost');
    const entries = await readToEnd(here);
    expect(joinText(entries)).toBe('both only here');
    expect(entries.at(-1)?.event).toEqual(there.at(-1)?.event);
    expect(joinText(there)).toBe('both ');
    // A reader that switches servers with the last number from this one still receives the end.
    const lastText = entries.findLast(({ event }) => event.type === 'text-delta')?.seq ?? 0;
    const after = await readToEnd((await find(other)).read(lastText));
    expect(after.map(({ event }) => event.type)).toEqual(['text-end', 'message-metadata', 'error']);
  });

  test('does not block the next run, which fences it', async () => {
    const { one, other, connection, expireLease } = twoServers();
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'old');
    const reader = (await find(other)).read(0);
    await connection.disconnect();
    await expect(other.open(createRunInfo({ runId: 'run-2' }))).rejects.toMatchObject({ code: 'run-active' });
    await expireLease();
    const next = await other.open(createRunInfo({ runId: 'run-2' }));
    expect(next.created).toBe(true);
    connection.cut = false;
    expect(await log.settled()).toBe('lost');
    expect((await readToEnd(reader)).at(-1)?.event).toMatchObject({ type: 'error' });
    expect((await find(one)).info.runId).toBe('run-2');
    await next.log.close([finish]);
  });

  test('continues its run when it was only late', async () => {
    const { one, other, expireLease } = twoServers();
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await expireLease();
    const reading = readToEnd((await find(other)).read(0));
    await appendAndAwait(log, other, 'still here');
    await log.close([finish]);
    const entries = await reading;
    expect(joinText(entries)).toBe('still here');
    expect(entries.at(-1)?.event).toEqual(finish);
  });
});

describe('a faulty Redis', () => {
  test.each(Array.from({ length: 8 }, (_, seed) => seed))(
    'lost answers neither lose nor repeat events (seed %i)',
    async (seed) => {
      const random: Random = seededRandom(seed);
      const { one, other, connection } = twoServers();
      const { log } = await one.open(createRunInfo());
      const reading = find(other).then((found) => readToEnd(found.read(0)));
      connection.losesAnswer = () => random.below(3) === 0;
      log.append(start);
      const words = Array.from({ length: 20 }, (_, index) => `${index} `);
      for (const word of words) {
        log.append(delta(word));
        if (random.below(3) === 0) await new Promise((resolve) => setTimeout(resolve, random.below(40)));
      }
      const ending = random.below(2) === 0 ? finish : abort;
      expect(await log.close([ending])).toBe(true);
      const entries = await reading;
      expect(joinText(entries)).toBe(words.join(''));
      expect(entries.at(-1)?.event).toEqual(ending);
      expect(await log.settled()).toBe('whole');
    },
    30_000, // every lost answer adds a backoff
  );

  test('an open whose answer was lost is retried and opens one run', async () => {
    const { one, connection } = twoServers();
    let lost = 0;
    connection.losesAnswer = () => lost++ === 0;
    const { log, created } = await one.open(createRunInfo());
    expect(created).toBe(true);
    expect(await log.close([finish])).toBe(true);
    expect(lost).toBeGreaterThan(1);
  });

  test('receives the whole run again after losing its data', async () => {
    const { one, other, flushAll } = twoServers();
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'before ');
    const reader = (await find(other)).read(0);
    const before = joinText((await reader.next()) ?? []);
    await flushAll();
    log.append(delta('after'));
    const rest = readToEnd(reader);
    expect(await log.close([finish])).toBe(true);
    expect(before + joinText(await rest)).toBe('before after');
    expect(joinText(await readToEnd((await find(other)).read(0)))).toBe('before after');
    expect(await log.settled()).toBe('whole');
  });

  test('fails only the operations that need it while unreachable', async () => {
    const { one, connection } = twoServers();
    const { log } = await one.open(createRunInfo());
    await connection.disconnect();
    await expect(one.open(createRunInfo({ chatId: 'chat-2' }))).rejects.toMatchObject({
      code: 'log-unavailable',
    });
    await expect(one.find('ann', createRunInfo({ chatId: 'chat-2' }).chatId)).rejects.toMatchObject({
      status: 503,
    });
    expect(await find(one)).toBe(log);
    await log.close([finish]);
    expect(await find(one)).toBe(log);
  });
});
