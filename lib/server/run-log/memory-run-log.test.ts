import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryRunLogStore } from './memory-run-log.ts';
import {
  abort,
  delta,
  describeRunLogStore,
  finish,
  readToEnd,
  runInfo,
  start,
} from './testing/run-log-contract.ts';

describeRunLogStore('in memory', () => new MemoryRunLogStore());

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('merging', () => {
  test('deltas that nobody has taken yet become one event', async () => {
    const { log } = await new MemoryRunLogStore().open(runInfo());
    for (const event of [start, delta('a'), delta('b'), delta('c')]) log.append(event);
    expect(await log.read(0).next()).toEqual([
      { seq: 1, event: start },
      { seq: 2, event: delta('abc') },
    ]);
  });

  test('an event that one reader has taken never grows', async () => {
    const { log } = await new MemoryRunLogStore().open(runInfo());
    log.append(delta('a'));
    const first = log.read(0);
    expect(await first.next()).toEqual([{ seq: 1, event: delta('a') }]);
    log.append(delta('b'));
    log.append(delta('c'));
    expect(await log.read(1).next()).toEqual([{ seq: 2, event: delta('bc') }]);
    log.append(delta('d'));
    expect(await first.next()).toEqual([{ seq: 3, event: delta('bcd') }]);
    expect(await log.read(0).next()).toEqual([{ seq: 3, event: delta('abcd') }]);
  });

  test('a run that nobody watches is a handful of events', async () => {
    const { log } = await new MemoryRunLogStore().open(runInfo());
    log.append(start);
    for (let index = 0; index < 10_000; index++) log.append(delta('x'));
    await log.close([finish]);
    const entries = await readToEnd(log.read(0));
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
});

describe('limits', () => {
  test('a run that has written its share is full, and can still be closed', async () => {
    const { log } = await new MemoryRunLogStore({ runCharacters: 200 }).open(runInfo());
    expect(log.append(delta('x'.repeat(150)))).toBe('appended');
    expect(log.append(delta('y'))).toBe('full');
    expect(await log.close([finish])).toBe(true);
    expect(await readToEnd(log.read(0))).toEqual([
      { seq: 1, event: delta('x'.repeat(150)) },
      { seq: 2, event: finish },
    ]);
  });

  test('what merged deltas cost is counted too', async () => {
    const { log } = await new MemoryRunLogStore({ runCharacters: 1000 }).open(runInfo());
    let appended = 0;
    while (appended < 5000 && log.append(delta('x')) === 'appended') appended++;
    expect(appended).toBeGreaterThan(900);
    expect(appended).toBeLessThan(1000);
  });

  test('no room left by live runs: the next one is asked to wait, and starts when one has ended', async () => {
    const store = new MemoryRunLogStore({ totalCharacters: 200 });
    const { log } = await store.open(runInfo({ chatId: 'live' }));
    log.append(delta('x'.repeat(200)));
    await expect(store.open(runInfo({ chatId: 'next' }))).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterSeconds: 10,
    });
    await log.close([finish]);
    expect(await store.open(runInfo({ chatId: 'next' }))).toMatchObject({ created: true });
  });

  test('ended logs make room, the oldest first, and no more of them than it takes', async () => {
    const store = new MemoryRunLogStore({ totalCharacters: 700 });
    const logs = [];
    for (const chatId of ['a', 'b', 'c'] as const) {
      const { log } = await store.open(runInfo({ chatId }));
      log.append(delta('x'.repeat(200)));
      logs.push(log);
    }
    await logs[1]?.close([finish]);
    await logs[2]?.close([finish]);
    await store.open(runInfo({ chatId: 'd' }));
    const kept = ['a', 'b', 'c', 'd'].map(async (chatId) => store.find('ann', runInfo({ chatId }).chatId));
    expect((await Promise.all(kept)).map((log) => log?.info.chatId)).toEqual(['a', undefined, 'c', 'd']);
  });
});

describe('how long a log is kept', () => {
  const minutes = (count: number) => count * 60_000;

  test('an ended run can be read for ten minutes', async () => {
    const store = new MemoryRunLogStore();
    const { log } = await store.open(runInfo());
    await log.close([finish]);
    vi.setSystemTime(Date.now() + minutes(10) - 1);
    expect(await store.find('ann', runInfo().chatId)).toBe(log);
    vi.setSystemTime(Date.now() + 1);
    expect(await store.find('ann', runInfo().chatId)).toBeUndefined();
  });

  test('an idle store lets go by itself, and then has no timer left', async () => {
    const store = new MemoryRunLogStore();
    const { log } = await store.open(runInfo());
    await log.close([finish]);
    await vi.advanceTimersByTimeAsync(minutes(5));
    const second = await store.open(runInfo({ chatId: 'later' }));
    await second.log.close([abort]);
    await vi.advanceTimersByTimeAsync(minutes(5));
    expect(store.size.logs).toBe(1);
    await vi.advanceTimersByTimeAsync(minutes(10));
    expect(store.size).toEqual({ logs: 0, characters: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a live run is kept however long it takes', async () => {
    const store = new MemoryRunLogStore();
    const { log } = await store.open(runInfo());
    await vi.advanceTimersByTimeAsync(minutes(60));
    expect(await store.find('ann', runInfo().chatId)).toBe(log);
  });
});
