import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Random, seededRandom } from '#lib/server/testing/seeded-random.ts';
import { RedisServer } from '../../../../e2e/fixtures/servers/redis-server.ts';
import { appendAndAwait, findRun, twoServers } from '../testing/faulty-redis.ts';
import {
  abort,
  createRunInfo,
  delta,
  finish,
  joinText,
  readToEnd,
  start,
} from '../testing/run-log-fixtures.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.close());

describe('a faulty Redis', () => {
  test.each(Array.from({ length: 8 }, (_, seed) => seed))(
    'lost answers neither lose nor repeat events (seed %i)',
    async (seed) => {
      const random: Random = seededRandom(seed);
      const { one, other, connection } = twoServers(server.address);
      const { log } = await one.open(createRunInfo());
      const reading = findRun(other).then((found) => readToEnd(found.read(0)));
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
    const { one, connection } = twoServers(server.address);
    let lost = 0;
    connection.losesAnswer = () => lost++ === 0;
    const { log, created } = await one.open(createRunInfo());
    expect(created).toBe(true);
    expect(await log.close([finish])).toBe(true);
    expect(lost).toBeGreaterThan(1);
  });

  test('receives the whole run again after losing its data', async () => {
    const { one, other, flushAll } = twoServers(server.address);
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await appendAndAwait(log, other, 'before ');
    const reader = (await findRun(other)).read(0);
    const before = joinText((await reader.next()) ?? []);
    await flushAll();
    log.append(delta('after'));
    const rest = readToEnd(reader);
    expect(await log.close([finish])).toBe(true);
    expect(before + joinText(await rest)).toBe('before after');
    expect(joinText(await readToEnd((await findRun(other)).read(0)))).toBe('before after');
    expect(await log.settled()).toBe('whole');
  });

  test('is reported as unreachable by the server that cannot reach it', async () => {
    const { one, other, connection } = twoServers(server.address);
    await connection.disconnect();
    expect(await one.checkHealth()).toEqual({ store: 'redis', problem: 'redis-unreachable' });
    expect(await other.checkHealth()).toEqual({ store: 'redis', problem: undefined });
  });

  test('that has evicted the events of a run leaves an expired run', async () => {
    const { one, other, evictEvents } = twoServers(server.address);
    const { log } = await one.open(createRunInfo());
    log.append(start);
    await log.close([finish]);
    expect(await log.settled()).toBe('whole');
    expect(await other.list('ann')).toMatchObject([{ state: 'ended' }]);
    await evictEvents();
    await expect(findRun(other)).rejects.toMatchObject({ code: 'run-expired' });
    expect(await other.list('ann')).toEqual([]);
  });

  test('fails only the operations that need it while unreachable', async () => {
    const { one, connection } = twoServers(server.address);
    const { log } = await one.open(createRunInfo());
    await connection.disconnect();
    await expect(one.open(createRunInfo({ chatId: 'chat-2' }))).rejects.toMatchObject({
      code: 'log-unavailable',
    });
    await expect(one.find('ann', createRunInfo({ chatId: 'chat-2' }).chatId)).rejects.toMatchObject({});
    expect(await findRun(one)).toBe(log);
    await log.close([finish]);
    expect(await findRun(one)).toBe(log);
  });
});
