import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { DAY_MS, shiftWallClock } from '#lib/server/testing/fake-time.ts';
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
import { SCRIPTS } from './lua-scripts.ts';
import { RedisRunLogStore } from './store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const [AFTER, TO, ENTRY, ENDING] = [7, 8, 9, 13];

/** A Redis that answers at once or after a delay, and records the flushes. */
class ScriptedRedis {
  readonly flushes: { after: number; to: number; entry: string; ending: string }[] = [];
  watched = false;
  unreachable = false;
  inFlight = 0;
  maxInFlight = 0;
  answerAfterMs = 0;

  async run(script: string, _keys: string[], args: (string | number)[]): Promise<unknown[]> {
    if (this.unreachable) throw new ChatError('log-unavailable', 'unreachable');
    if (script === SCRIPTS.open) return ['created'];
    if (script !== SCRIPTS.flush) throw new Error('Unexpected script.');
    const [after, to, entry, ending] = [args[AFTER], args[TO], args[ENTRY], args[ENDING]];
    this.flushes.push({
      after: Number(after),
      to: Number(to),
      entry: String(entry),
      ending: String(ending),
    });
    this.maxInFlight = Math.max(this.maxInFlight, ++this.inFlight);
    if (this.answerAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, this.answerAfterMs));
    this.inFlight--;
    return ending === '' ? ['ok', this.watched ? 1 : 0] : ['sealed', ending, '0'];
  }

  /** Advances time and returns the number of flushes in it. */
  async countFlushes(milliseconds: number): Promise<number> {
    const before = this.flushes.length;
    await vi.advanceTimersByTimeAsync(milliseconds);
    return this.flushes.length - before;
  }
}

/** Closes `log` with a Redis that answers at once. */
async function close(redis: ScriptedRedis, log: RunLog): Promise<void> {
  const closed = log.close([finish]);
  await redis.countFlushes(1);
  expect(await closed).toBe(true);
}

async function openLog(redis = new ScriptedRedis()) {
  const { log } = await new RedisRunLogStore(redis).open(createRunInfo());
  return { redis, log };
}

test('the first model output is flushed at once', async () => {
  const { redis, log } = await openLog();
  log.append(start);
  expect(await redis.countFlushes(1)).toBe(1);
  log.append(delta('first'));
  expect(await redis.countFlushes(1)).toBe(1);
  log.append(delta('second'));
  expect(await redis.countFlushes(200)).toBe(0);
  expect(await redis.countFlushes(50)).toBe(1);
  await close(redis, log);
});

test.each([DAY_MS, -DAY_MS])('a wall clock that jumps by %i ms delays no flush', async (jump) => {
  const { redis, log } = await openLog();
  for (const event of [start, delta('first')]) {
    log.append(event);
    await redis.countFlushes(1);
  }
  shiftWallClock(jump);
  log.append(delta('second'));
  expect(await redis.countFlushes(200)).toBe(0);
  expect(await redis.countFlushes(50)).toBe(1);
  await close(redis, log);
});

test('flushes four times a second, and forty times while another server reads', async () => {
  const { redis, log } = await openLog();
  const words = setInterval(() => log.append(delta('word ')), 5);
  await redis.countFlushes(1_000);
  expect(await redis.countFlushes(1_000)).toBe(4);
  redis.watched = true;
  await redis.countFlushes(1_000);
  expect(await redis.countFlushes(1_000)).toBe(40);
  clearInterval(words);
  await close(redis, log);
});

test('flushes 64 events at once while another server reads', async () => {
  const { redis, log } = await openLog();
  redis.watched = true;
  log.append(delta('first'));
  await redis.countFlushes(1);
  for (let count = 1; count < 64; count++) log.append(delta('x'));
  expect(await redis.countFlushes(1)).toBe(0);
  log.append(delta('x'));
  expect(await redis.countFlushes(1)).toBe(1);
  await close(redis, log);
});

test('sends a heartbeat twice a second while there are no events', async () => {
  const { redis, log } = await openLog();
  log.append(start);
  await redis.countFlushes(1);
  expect(await redis.countFlushes(3_000)).toBe(6);
  expect(redis.flushes.slice(1).every(({ entry, after, to }) => entry === '' && after === to)).toBe(true);
  await close(redis, log);
});

test('sends one flush at a time, with all events that wait for a slow Redis', async () => {
  const { redis, log } = await openLog();
  redis.watched = true;
  redis.answerAfterMs = 400;
  const words = setInterval(() => log.append(delta('x')), 10);
  await redis.countFlushes(4_000);
  clearInterval(words);
  expect(redis.maxInFlight).toBe(1);
  expect(redis.flushes.length).toBeLessThanOrEqual(11);
  const closing = log.close([finish]);
  await redis.countFlushes(1_000);
  expect(await closing).toBe(true);
  expect(redis.flushes.map(({ after }) => after)).toEqual([
    0,
    ...redis.flushes.slice(0, -1).map(({ to }) => to),
  ]);
});

test('without Redis, local readers receive everything and the log settles as cut', async () => {
  const { redis, log } = await openLog();
  log.append(start);
  await redis.countFlushes(1);
  redis.unreachable = true;
  const reading = readToEnd(log.read(0));
  for (const word of ['still ', 'all ', 'there']) {
    log.append(delta(word));
    await redis.countFlushes(700);
  }
  log.append(end);
  const closed = log.close([finish]);
  await redis.countFlushes(1_000);
  expect(await closed).toBe(true);
  const entries = await reading;
  expect(joinText(entries)).toBe('still all there');
  expect(entries.at(-1)?.event).toEqual(finish);
  await redis.countFlushes(12_000);
  expect(await log.settled()).toBe('cut');
  expect(vi.getTimerCount()).toBe(1); // the expiry of ended logs
});

test('sends the missed events in one flush once Redis is reachable again', async () => {
  const { redis, log } = await openLog();
  log.append(start);
  await redis.countFlushes(1);
  redis.unreachable = true;
  for (let count = 0; count < 100; count++) log.append(delta('x'));
  await redis.countFlushes(5_000);
  redis.unreachable = false;
  expect(await redis.countFlushes(1_000)).toBeGreaterThan(0);
  expect(redis.flushes.filter(({ entry }) => entry !== '').map(({ after, to }) => [after, to])).toEqual([
    [0, 1],
    [1, 2],
  ]);
  const closed = log.close([abort]);
  await redis.countFlushes(1);
  expect(await closed).toBe(true);
  expect(await log.settled()).toBe('whole');
});

test('sends the ending when Redis is reachable again soon after the end', async () => {
  const { redis, log } = await openLog();
  log.append(start);
  await redis.countFlushes(1);
  redis.unreachable = true;
  const closed = log.close([finish]);
  await redis.countFlushes(3_000);
  expect(await closed).toBe(true);
  redis.unreachable = false;
  await redis.countFlushes(2_000);
  expect(await log.settled()).toBe('whole');
  expect(JSON.parse(redis.flushes.at(-1)?.ending ?? '')).toEqual([finish]);
});

test('a stop notifies the producer at once, also while Redis is slow', async () => {
  const { redis, log } = await openLog();
  redis.answerAfterMs = 1_900;
  const onClose = vi.fn();
  log.onClose(onClose);
  log.append(start);
  await redis.countFlushes(1);
  const closed = log.close([abort]);
  expect(onClose).toHaveBeenCalledTimes(1);
  await redis.countFlushes(1_000);
  expect(await closed).toBe(true);
  expect((await readToEnd(log.read(0))).at(-1)?.event).toEqual(abort);
  await redis.countFlushes(4_000);
  expect(await log.settled()).toBe('whole');
  expect(vi.getTimerCount()).toBe(1); // the expiry of ended logs
});
