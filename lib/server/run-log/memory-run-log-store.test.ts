import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS, shiftWallClock } from '../testing/fake-time.ts';
import { MemoryRunLogStore } from './memory-run-log-store.ts';
import { describeRetention } from './testing/retention-contract.ts';
import { abort, createRunInfo, delta, finish, readToEnd, start } from './testing/run-log-fixtures.ts';
import { describeRunLogStore } from './testing/run-log-store-contract.ts';

describeRunLogStore('in memory', () => new MemoryRunLogStore());
describeRetention('in memory', (retentionMs = DAY_MS) => new MemoryRunLogStore({ retentionMs }));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('merging', () => {
  test('unread deltas are merged into one event', async () => {
    const { log } = await new MemoryRunLogStore().open(createRunInfo());
    for (const event of [start, delta('a'), delta('b'), delta('c')]) log.append(event);
    expect(await log.read(0).next()).toEqual([
      { seq: 1, event: start },
      { seq: 2, event: delta('abc') },
    ]);
  });

  test('an event that a reader has received no longer grows', async () => {
    const { log } = await new MemoryRunLogStore().open(createRunInfo());
    log.append(delta('a'));
    const first = log.read(0);
    expect(await first.next()).toEqual([{ seq: 1, event: delta('a') }]);
    log.append(delta('b'));
    log.append(delta('c'));
    expect(await log.read(1).next()).toEqual([{ seq: 2, event: delta('bc') }]);
    log.append(delta('d'));
    expect(await first.next()).toEqual([{ seq: 3, from: 2, event: delta('bcd') }]);
    expect(await log.read(0).next()).toEqual([{ seq: 3, from: 1, event: delta('abcd') }]);
  });

  test('an unwatched run has a handful of events', async () => {
    const { log } = await new MemoryRunLogStore().open(createRunInfo());
    log.append(start);
    for (let index = 0; index < 10_000; index++) log.append(delta('x'));
    await log.close([finish]);
    const entries = await readToEnd(log.read(0));
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
});

describe('limits', () => {
  test('a full log rejects events but can be closed', async () => {
    const { log } = await new MemoryRunLogStore({ runCharacters: 200 }).open(createRunInfo());
    expect(log.append(delta('x'.repeat(150)))).toBe('appended');
    expect(log.append(delta('y'))).toBe('full');
    expect(await log.close([finish])).toBe(true);
    expect(await readToEnd(log.read(0))).toEqual([
      { seq: 1, event: delta('x'.repeat(150)) },
      { seq: 2, event: finish },
    ]);
  });

  test('merged deltas count towards the limit', async () => {
    const { log } = await new MemoryRunLogStore({ runCharacters: 1000 }).open(createRunInfo());
    let appended = 0;
    while (appended < 5000 && log.append(delta('x')) === 'appended') appended++;
    expect(appended).toBeGreaterThan(900);
    expect(appended).toBeLessThan(1000);
  });

  test('a new run is rejected while live runs use all memory, and starts once one has ended', async () => {
    const store = new MemoryRunLogStore({ totalCharacters: 200 });
    const { log } = await store.open(createRunInfo({ chatId: 'live' }));
    log.append(delta('x'.repeat(200)));
    await expect(store.open(createRunInfo({ chatId: 'next' }))).rejects.toMatchObject({
      code: 'rate-limited',
      retryAfterSeconds: 10,
    });
    await log.close([finish]);
    expect(await store.open(createRunInfo({ chatId: 'next' }))).toMatchObject({ created: true });
  });

  test('ended logs are deleted to make room: collected ones first, then the oldest, and only as many as needed', async () => {
    const store = new MemoryRunLogStore({ totalCharacters: 1000 });
    for (const chatId of ['live', 'old', 'new', 'collected']) {
      const { log } = await store.open(createRunInfo({ chatId }));
      log.append(delta('x'.repeat(200)));
      if (chatId !== 'live') await log.close([finish]);
    }
    await store.collect('ann', createRunInfo({ chatId: 'collected' }));
    const statesAfter = async (...chatIds: string[]) => {
      for (const chatId of chatIds) {
        (await store.open(createRunInfo({ chatId }))).log.append(delta('x'.repeat(300)));
      }
      const states = ['live', 'old', 'new', 'collected'].map((chatId) =>
        store.inspect('ann', createRunInfo({ chatId }).chatId),
      );
      return (await Promise.all(states)).map((state) => state?.state);
    };
    expect(await statesAfter('1')).toEqual(['live', 'ended', 'ended', 'expired']);
    expect(await statesAfter('2')).toEqual(['live', 'expired', 'ended', 'expired']);
  });

  test('the number of logs is limited too', async () => {
    const store = new MemoryRunLogStore({ totalLogs: 3 });
    for (let index = 0; index < 10; index++) {
      const { log } = await store.open(createRunInfo({ chatId: `chat-${index}` }));
      await log.close([finish]);
    }
    expect(store.size.logs).toBe(3);
  });
});

describe('retention', () => {
  const minutes = (count: number) => count * 60_000;

  test('an ended log is retained for a day, whatever the wall clock says', async () => {
    const store = new MemoryRunLogStore();
    const { log } = await store.open(createRunInfo());
    await log.close([finish]);
    shiftWallClock(7 * DAY_MS);
    await vi.advanceTimersByTimeAsync(DAY_MS - 1);
    expect(await store.find('ann', createRunInfo().chatId)).toBe(log);
    await vi.advanceTimersByTimeAsync(1);
    await expect(store.find('ann', createRunInfo().chatId)).rejects.toMatchObject({ code: 'run-expired' });
  });

  test('a collected log expires after ten minutes, however often it is collected', async () => {
    const store = new MemoryRunLogStore();
    const { log } = await store.open(createRunInfo());
    await log.close([finish]);
    await store.collect('ann', log.info);
    await vi.advanceTimersByTimeAsync(minutes(9));
    await store.collect('ann', log.info);
    expect(store.size.logs).toBe(1);
    await vi.advanceTimersByTimeAsync(minutes(1));
    expect(store.size.logs).toBe(0);
  });

  test('an idle store deletes expired logs and leaves no timer', async () => {
    const store = new MemoryRunLogStore({ retentionMs: minutes(10) });
    const { log } = await store.open(createRunInfo());
    await log.close([finish]);
    await vi.advanceTimersByTimeAsync(minutes(5));
    const second = await store.open(createRunInfo({ chatId: 'later' }));
    await second.log.close([abort]);
    await vi.advanceTimersByTimeAsync(minutes(5));
    expect(store.size.logs).toBe(1);
    await vi.advanceTimersByTimeAsync(minutes(10));
    expect(store.size).toEqual({ logs: 0, characters: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('runs whose logs are deleted are remembered, the latest ten thousand', async () => {
    const store = new MemoryRunLogStore({ retentionMs: 0 });
    for (let index = 0; index <= 10_000; index++) {
      const { log } = await store.open(createRunInfo({ chatId: `chat-${index}` }));
      await log.close([finish]);
      store.peek('ann', log.info.chatId);
    }
    const inspect = (index: number) =>
      store.inspect('ann', createRunInfo({ chatId: `chat-${index}` }).chatId);
    expect(await inspect(0)).toBeUndefined();
    expect(await inspect(1)).toMatchObject({ state: 'expired' });
  });

  test('a live log never expires', async () => {
    const store = new MemoryRunLogStore();
    const { log } = await store.open(createRunInfo());
    await vi.advanceTimersByTimeAsync(minutes(60));
    expect(await store.find('ann', createRunInfo().chatId)).toBe(log);
  });
});
