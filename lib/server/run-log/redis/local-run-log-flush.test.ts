import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
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
import { SCRIPTS } from './lua-scripts.ts';
import { RedisRunLogStore } from './store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const [FROM, TO, ENTRY, ENDING] = [7, 8, 9, 13];

/** A Redis that answers at once, or when it is told to, and remembers its flushes. */
class ScriptedRedis {
  readonly flushes: { from: number; to: number; entry: string; ending: string }[] = [];
  watched = false;
  away = false;
  inFlight = 0;
  mostInFlight = 0;
  answerAfterMs = 0;

  async run(script: string, _keys: string[], args: (string | number)[]): Promise<unknown[]> {
    if (this.away) throw new ChatError('log-unavailable', 'away');
    if (script === SCRIPTS.open) return ['created'];
    if (script !== SCRIPTS.flush) throw new Error('not scripted');
    const [from, to, entry, ending] = [args[FROM], args[TO], args[ENTRY], args[ENDING]];
    this.flushes.push({
      from: Number(from),
      to: Number(to),
      entry: String(entry),
      ending: String(ending),
    });
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    if (this.answerAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, this.answerAfterMs));
    this.inFlight--;
    return ending === '' ? ['ok', this.watched ? 1 : 0] : ['sealed', ending, '0'];
  }

  /** How many flushes were made while `milliseconds` passed. */
  async during(milliseconds: number): Promise<number> {
    const before = this.flushes.length;
    await vi.advanceTimersByTimeAsync(milliseconds);
    return this.flushes.length - before;
  }
}

/** Closes `log`, as far as one turn of the clock lets it. */
async function close(redis: ScriptedRedis, log: RunLog): Promise<void> {
  const closed = log.close([finish]);
  await redis.during(1);
  expect(await closed).toBe(true);
}

async function openLog(redis = new ScriptedRedis()) {
  const { log } = await new RedisRunLogStore(redis).open(runInfo());
  return { redis, log };
}

test('the first words go out at once, however short ago the last flush was', async () => {
  const { redis, log } = await openLog();
  log.append(start);
  expect(await redis.during(1)).toBe(1);
  log.append(delta('first'));
  expect(await redis.during(1)).toBe(1);
  log.append(delta('second'));
  expect(await redis.during(200)).toBe(0);
  expect(await redis.during(50)).toBe(1);
  await close(redis, log);
});

test('while nobody reads elsewhere there are four flushes a second; while someone does, forty', async () => {
  const { redis, log } = await openLog();
  const words = setInterval(() => log.append(delta('word ')), 5);
  await redis.during(1_000);
  expect(await redis.during(1_000)).toBe(4);
  redis.watched = true;
  await redis.during(1_000);
  expect(await redis.during(1_000)).toBe(40);
  clearInterval(words);
  await close(redis, log);
});

test('sixty-four events are flushed before their time while someone reads elsewhere', async () => {
  const { redis, log } = await openLog();
  redis.watched = true;
  log.append(delta('first'));
  await redis.during(1);
  for (let count = 1; count < 64; count++) log.append(delta('x'));
  expect(await redis.during(1)).toBe(0);
  log.append(delta('x'));
  expect(await redis.during(1)).toBe(1);
  await close(redis, log);
});

test('a silent run gives a sign of life twice a second, without events', async () => {
  const { redis, log } = await openLog();
  log.append(start);
  await redis.during(1);
  expect(await redis.during(3_000)).toBe(6);
  expect(redis.flushes.slice(1).every(({ entry, from, to }) => entry === '' && from === to + 1)).toBe(true);
  await close(redis, log);
});

test('what waits for a slow Redis goes out as one, one flush at a time', async () => {
  const { redis, log } = await openLog();
  redis.watched = true;
  redis.answerAfterMs = 400;
  const words = setInterval(() => log.append(delta('x')), 10);
  await redis.during(4_000);
  clearInterval(words);
  expect(redis.mostInFlight).toBe(1);
  expect(redis.flushes.length).toBeLessThanOrEqual(11);
  const closing = log.close([finish]);
  await redis.during(1_000);
  expect(await closing).toBe(true);
  expect(redis.flushes.map(({ from }) => from)).toEqual([
    1,
    ...redis.flushes.slice(0, -1).map(({ to }) => to + 1),
  ]);
});

test('without Redis the readers here lose nothing, and the log is known to be cut', async () => {
  const { redis, log } = await openLog();
  log.append(start);
  await redis.during(1);
  redis.away = true;
  const reading = readToEnd(log.read(0));
  for (const word of ['still ', 'all ', 'there']) {
    log.append(delta(word));
    await redis.during(700);
  }
  log.append(end);
  const closed = log.close([finish]);
  await redis.during(1_000);
  expect(await closed).toBe(true);
  const entries = await reading;
  expect(wordsOf(entries)).toBe('still all there');
  expect(entries.at(-1)?.event).toEqual(finish);
  await redis.during(12_000);
  expect(await log.settled()).toBe('cut');
  expect(vi.getTimerCount()).toBe(1); // the one that lets ended logs go
});

test('a Redis that comes back is given what it missed, as one', async () => {
  const { redis, log } = await openLog();
  log.append(start);
  await redis.during(1);
  redis.away = true;
  for (let count = 0; count < 100; count++) log.append(delta('x'));
  await redis.during(5_000);
  redis.away = false;
  expect(await redis.during(1_000)).toBeGreaterThan(0);
  expect(redis.flushes.filter(({ entry }) => entry !== '').map(({ from, to }) => [from, to])).toEqual([
    [1, 1],
    [2, 2],
  ]);
  const closed = log.close([abort]);
  await redis.during(1);
  expect(await closed).toBe(true);
  expect(await log.settled()).toBe('whole');
});

test('a Redis that comes back after the end, but soon, still gets the end', async () => {
  const { redis, log } = await openLog();
  log.append(start);
  await redis.during(1);
  redis.away = true;
  const closed = log.close([finish]);
  await redis.during(3_000);
  expect(await closed).toBe(true);
  redis.away = false;
  await redis.during(2_000);
  expect(await log.settled()).toBe('whole');
  expect(JSON.parse(redis.flushes.at(-1)?.ending ?? '')).toEqual([finish]);
});

test('a stop tells the producer at once, also while Redis is slow', async () => {
  const { redis, log } = await openLog();
  redis.answerAfterMs = 1_900;
  const told = vi.fn();
  log.onClose(told);
  log.append(start);
  await redis.during(1);
  const closed = log.close([abort]);
  expect(told).toHaveBeenCalledTimes(1);
  await redis.during(1_000);
  expect(await closed).toBe(true);
  expect((await readToEnd(log.read(0))).at(-1)?.event).toEqual(abort);
  await redis.during(4_000);
  expect(await log.settled()).toBe('whole');
  expect(vi.getTimerCount()).toBe(1); // the one that lets ended logs go
});
