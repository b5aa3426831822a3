import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type Random, seededRandom } from '#lib/server/testing/seeded-random.ts';
import { RedisServer } from '../../../../e2e/fixtures/redis-server.ts';
import type { RunLog } from '../run-log.ts';
import {
  abort,
  delta,
  end,
  finish,
  readToEnd,
  runInfo,
  start,
  wordsOf,
} from '../testing/run-log-contract.ts';
import { RedisClient } from './client.ts';
import { RedisRunLogStore } from './store.ts';

let server: RedisServer;
let prefixes = 0;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.close());

/** A line to Redis that a test can cut, or that loses answers: what was asked has happened, and nobody hears of it. */
class BadLine {
  readonly #client = new RedisClient(server.address);
  cut = false;
  loses: (() => boolean) | undefined;

  async run(...call: Parameters<RedisClient['run']>): Promise<unknown[]> {
    if (this.cut) throw new ChatError('log-unavailable', 'cut');
    const answer = await this.#client.run(...call);
    if (this.cut || this.loses?.()) throw new ChatError('log-unavailable', 'answer lost');
    return answer;
  }
}

function twoServers() {
  const prefix = `faults-${prefixes++}`;
  const line = new BadLine();
  const run = `${prefix}:{chat-1}:run-1`;
  const redis = new RedisClient(server.address);
  return {
    line,
    one: new RedisRunLogStore(line, prefix),
    other: new RedisRunLogStore(new RedisClient(server.address), prefix),
    letLeaseRunOut: () => redis.run("return {redis.call('HSET', KEYS[1], 'lease', 0)}", [run], []),
    forgetAll: () => redis.run("return {redis.call('FLUSHALL')}", [], []),
  };
}
const find = async (store: RedisRunLogStore): Promise<RunLog> => {
  const log = await store.find('ann', runInfo().chatId);
  if (log === undefined) throw new Error('not found');
  return log;
};
/** Appends, and waits until the other server has read it. */
async function appendAndSee(log: RunLog, store: RedisRunLogStore, words: string): Promise<void> {
  log.append(delta(words));
  const reader = (await find(store)).read(0);
  for (let seen = ''; !seen.endsWith(words); ) seen += wordsOf((await reader.next()) ?? []);
  reader.close();
}

describe('a producer that is gone', () => {
  test('its run is ended as lost by the next reader, with its words kept and its parts ended', async () => {
    const { one, other, line, letLeaseRunOut } = twoServers();
    const { log } = await one.open(runInfo());
    log.append(start);
    await appendAndSee(log, other, 'kept');
    line.cut = true;
    await letLeaseRunOut();
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

  test('a run that had said nothing has failed', async () => {
    const { one, other, line, letLeaseRunOut } = twoServers();
    const { log } = await one.open(runInfo());
    line.cut = true;
    await letLeaseRunOut();
    const entries = await readToEnd((await find(other)).read(0));
    expect(entries.at(-2)?.event).toMatchObject({ messageMetadata: { outcome: 'failed' } });
    await log.close([abort]);
  });

  test('a stop ends its log at once', async () => {
    const { one, other, line, letLeaseRunOut } = twoServers();
    const { log } = await one.open(runInfo());
    log.append(start);
    await appendAndSee(log, other, 'kept');
    line.cut = true;
    await letLeaseRunOut();
    expect(await (await find(other)).close([abort])).toBe(true);
    const events = (await readToEnd((await find(other)).read(0))).map(({ event }) => event);
    expect(events).toEqual([start, delta('kept'), end, abort]);
    await log.close([abort]);
  });

  test('a stop that it did not live to carry out ends the log once it is known to be dead', async () => {
    const { one, other, line, letLeaseRunOut } = twoServers();
    const { log } = await one.open(runInfo());
    log.append(start);
    await appendAndSee(log, other, 'kept');
    line.cut = true;
    expect(await (await find(other)).close([abort])).toBe(true);
    await letLeaseRunOut();
    expect((await readToEnd((await find(other)).read(0))).at(-1)?.event).toEqual(abort);
    await log.close([abort]);
  });

  test('coming back, it can append no more: its readers keep their words and are told of the loss', async () => {
    const { one, other, line, letLeaseRunOut } = twoServers();
    const { log } = await one.open(runInfo());
    log.append(start);
    await appendAndSee(log, other, 'both ');
    const here = log.read(0);
    line.cut = true;
    log.append(delta('only here'));
    await letLeaseRunOut();
    const there = await readToEnd((await find(other)).read(0));
    const told = new Promise<void>((resolve) => log.onClose(resolve));
    line.cut = false;
    await told;
    expect(log.append(delta('late'))).toBe('closed');
    expect(await log.settled()).toBe('lost');
    const entries = await readToEnd(here);
    expect(wordsOf(entries)).toBe('both only here');
    expect(entries.at(-1)?.event).toEqual(there.at(-1)?.event);
    expect(wordsOf(there)).toBe('both ');
    // A reader that goes over with the last number it was given here is still told the end.
    const lastWords = entries.findLast(({ event }) => event.type === 'text-delta')?.seq ?? 0;
    const after = await readToEnd((await find(other)).read(lastWords));
    expect(after.map(({ event }) => event.type)).toEqual(['text-end', 'message-metadata', 'error']);
  });

  test('does not block the next run, which fences it off', async () => {
    const { one, other, line, letLeaseRunOut } = twoServers();
    const { log } = await one.open(runInfo());
    log.append(start);
    await appendAndSee(log, other, 'old');
    const reader = (await find(other)).read(0);
    line.cut = true;
    await expect(other.open(runInfo({ runId: 'run-2' }))).rejects.toMatchObject({ code: 'run-active' });
    await letLeaseRunOut();
    const next = await other.open(runInfo({ runId: 'run-2' }));
    expect(next.created).toBe(true);
    line.cut = false;
    expect(await log.settled()).toBe('lost');
    expect((await readToEnd(reader)).at(-1)?.event).toMatchObject({ type: 'error' });
    expect((await find(one)).info.runId).toBe('run-2');
    await next.log.close([finish]);
  });

  test('that was only late goes on', async () => {
    const { one, other, letLeaseRunOut } = twoServers();
    const { log } = await one.open(runInfo());
    log.append(start);
    await letLeaseRunOut();
    const reading = readToEnd((await find(other)).read(0));
    await appendAndSee(log, other, 'still here');
    await log.close([finish]);
    const entries = await reading;
    expect(wordsOf(entries)).toBe('still here');
    expect(entries.at(-1)?.event).toEqual(finish);
  });
});

describe('a Redis with faults', () => {
  test.each(Array.from({ length: 8 }, (_, seed) => seed))(
    'answers that are lost lose and repeat nothing (seed %i)',
    async (seed) => {
      const random: Random = seededRandom(seed);
      const { one, other, line } = twoServers();
      const { log } = await one.open(runInfo());
      const reading = find(other).then((found) => readToEnd(found.read(0)));
      line.loses = () => random.below(3) === 0;
      log.append(start);
      const words = Array.from({ length: 20 }, (_, index) => `${index} `);
      for (const word of words) {
        log.append(delta(word));
        if (random.below(3) === 0) await new Promise((resolve) => setTimeout(resolve, random.below(40)));
      }
      const ending = random.below(2) === 0 ? finish : abort;
      expect(await log.close([ending])).toBe(true);
      const entries = await reading;
      expect(wordsOf(entries)).toBe(words.join(''));
      expect(entries.at(-1)?.event).toEqual(ending);
      expect(await log.settled()).toBe('whole');
    },
    30_000, // each answer that is lost is asked for again a little later
  );

  test('an opening whose answer was lost is asked again and opens one run', async () => {
    const { one, line } = twoServers();
    let lost = 0;
    line.loses = () => lost++ === 0;
    const { log, created } = await one.open(runInfo());
    expect(created).toBe(true);
    expect(await log.close([finish])).toBe(true);
    expect(lost).toBeGreaterThan(1);
  });

  test('that has forgotten everything is given the whole run again', async () => {
    const { one, other, forgetAll } = twoServers();
    const { log } = await one.open(runInfo());
    log.append(start);
    await appendAndSee(log, other, 'before ');
    const reader = (await find(other)).read(0);
    const before = wordsOf((await reader.next()) ?? []);
    await forgetAll();
    log.append(delta('after'));
    const rest = readToEnd(reader);
    expect(await log.close([finish])).toBe(true);
    expect(before + wordsOf(await rest)).toBe('before after');
    expect(wordsOf(await readToEnd((await find(other)).read(0)))).toBe('before after');
    expect(await log.settled()).toBe('whole');
  });

  test('that is away is told as such where it is needed, and only there', async () => {
    const { one, line } = twoServers();
    const { log } = await one.open(runInfo());
    line.cut = true;
    await expect(one.open(runInfo({ chatId: 'chat-2' }))).rejects.toMatchObject({ code: 'log-unavailable' });
    await expect(one.find('ann', runInfo({ chatId: 'chat-2' }).chatId)).rejects.toMatchObject({
      status: 503,
    });
    expect(await find(one)).toBe(log);
    await log.close([finish]);
    expect(await find(one)).toBe(log);
  });
});
