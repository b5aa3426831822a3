import 'server-only';
import { describe, expect, test } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';
import { type Random, seededRandom } from '#lib/server/testing/seeded-random.ts';
import type { LogBatch, RunLog, RunLogStore } from '../run-log.ts';
import {
  abort,
  buildParts,
  createRandomAnswer,
  createRunInfo,
  delta,
  end,
  finish,
  joinText,
  readToEnd,
  start,
} from './run-log-fixtures.ts';

type MakePair = () => [RunLogStore, RunLogStore];

const { chatId } = createRunInfo();

/** The contract of run-log stores that servers share. `makePair` creates the stores of two servers with shared logs. */
export function describeSharedRunLogStore(name: string, makePair: MakePair): void {
  describeReadingOnOther(name, makePair);
  describeClosingOnOther(name, makePair);
  describeOneChat(name, makePair);
  describeSwitchingReaders(name, makePair);
}

async function openOnFirst(makePair: MakePair) {
  const [one, other] = makePair();
  const { log } = await one.open(createRunInfo());
  return { one, other, log };
}

async function findOn(store: RunLogStore): Promise<RunLog> {
  const log = await store.find('ann', chatId);
  if (log === undefined) throw new Error('The other server does not find the run.');
  return log;
}

function describeReadingOnOther(name: string, makePair: MakePair): void {
  describe(`${name}: reading on another server`, () => {
    test('the other server reads the same events with the same numbers', async () => {
      const { other, log } = await openOnFirst(makePair);
      const found = await findOn(other);
      expect(found.info).toEqual({ ...log.info });
      const here = log.read(0);
      const there = found.read(0);
      for (const event of [start, delta('a'), end]) {
        log.append(event);
        const batch = await here.next();
        expect(await there.next()).toEqual(batch);
      }
      await log.close([finish]);
      expect(await readToEnd(there)).toEqual([{ seq: 4, event: finish }]);
      expect(await log.settled()).toBe('whole');
    });

    test('a replay merges deltas that were read one by one', async () => {
      const { other, log } = await openOnFirst(makePair);
      const reader = log.read(0);
      for (const word of ['one ', 'two ', 'three']) {
        log.append(delta(word));
        await reader.next();
      }
      await log.close([finish]);
      expect(await readToEnd((await findOn(other)).read(0))).toEqual([
        { seq: 3, from: 1, event: delta('one two three') },
        { seq: 4, event: finish },
      ]);
      expect(joinText(await readToEnd((await findOn(other)).read(1)))).toBe('two three');
    });

    test('closing a reader on the other server resolves its waiting next', async () => {
      const { other, log } = await openOnFirst(makePair);
      const reader = (await findOn(other)).read(0);
      const waiting = reader.next();
      reader.close();
      expect(await waiting).toBeUndefined();
      await log.close([abort]);
    });
  });
}

function describeClosingOnOther(name: string, makePair: MakePair): void {
  describe(`${name}: closing on another server`, () => {
    test('a stop on the other server ends the run and loses no text that was read on either', async () => {
      const { other, log } = await openOnFirst(makePair);
      const closed = new Promise<void>((resolve) => log.onClose(resolve));
      log.append(start);
      const there = readToEnd((await findOn(other)).read(0));
      const here = readToEnd(log.read(0));
      for (const word of ['kept ', 'and ', 'read']) log.append(delta(word));
      expect(await (await findOn(other)).close([abort])).toBe(true);
      await closed;
      expect(log.append(delta('late'))).toBe('closed');
      expect(await log.close([finish])).toBe(false);
      const [entries, remoteEntries] = [await here, await there];
      expect(joinText(entries)).toBe('kept and read');
      expect(joinText(remoteEntries)).toBe('kept and read');
      expect(remoteEntries.slice(-2)).toEqual(entries.slice(-2));
      expect(entries.slice(-2).map(({ event }) => event)).toEqual([end, abort]);
      expect(await log.settled()).toBe('whole');
    });

    test('of a finish and a simultaneous stop on the other server, one wins for all readers', async () => {
      const { other, log } = await openOnFirst(makePair);
      const found = await findOn(other);
      const closed = await Promise.all([log.close([finish]), found.close([abort])]);
      expect(closed.filter(Boolean)).toHaveLength(1);
      const [here, there] = await Promise.all([readToEnd(log.read(0)), readToEnd(found.read(0))]);
      expect(here.map(({ event }) => event)).toEqual([closed[0] ? finish : abort]);
      expect(there).toEqual(here);
    });

    test('a second stop on the other server reports that the run was closed', async () => {
      const { other, log } = await openOnFirst(makePair);
      const found = await findOn(other);
      expect(await found.close([abort])).toBe(true);
      expect(await found.close([abort])).toBe(false);
      expect(await readToEnd(log.read(0))).toEqual([{ seq: 1, event: abort }]);
    });

    test('a close listener on the other server is called once', async () => {
      const { other, log } = await openOnFirst(makePair);
      const found = await findOn(other);
      let removedCalled = false;
      const called = new Promise<void>((resolve) => found.onClose(resolve));
      found.onClose(() => {
        removedCalled = true;
      })();
      await log.close([finish]);
      await called;
      expect(removedCalled).toBe(false);
    });
  });
}

function describeOneChat(name: string, makePair: MakePair): void {
  describe(`${name}: one chat on two servers`, () => {
    test('of two simultaneous runs, one is created and the other rejected with its id', async () => {
      const [one, other] = makePair();
      const opened = await Promise.allSettled([
        one.open(createRunInfo({ runId: 'run-1' })),
        other.open(createRunInfo({ runId: 'run-2' })),
      ]);
      const created = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const refused = opened.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(created).toMatchObject([{ created: true }]);
      expect(refused).toMatchObject([{ code: 'run-active', runId: created[0]?.log.info.runId }]);
      await created[0]?.log.close([abort]);
    });

    test('one run opened on both servers at once is created once and readable on both', async () => {
      const [one, other] = makePair();
      const opened = await Promise.all([one.open(createRunInfo()), other.open(createRunInfo())]);
      const producer = opened.filter(({ created }) => created);
      const follower = opened.filter(({ created }) => !created);
      expect([producer.length, follower.length]).toEqual([1, 1]);
      producer[0]?.log.append(start);
      expect(await follower[0]?.log.read(0).next()).toEqual([{ seq: 1, event: start }]);
      await producer[0]?.log.close([abort]);
    });

    test("another owner's chat is not found on either server", async () => {
      const { other, log } = await openOnFirst(makePair);
      await expect(other.find('bob', chatId)).rejects.toMatchObject({ code: 'not-found' });
      await expect(other.open(createRunInfo({ owner: 'bob' }))).rejects.toMatchObject({ code: 'not-found' });
      expect(await other.find('bob', 'chat-2' as ChatId)).toBeUndefined();
      await log.close([abort]);
    });

    test('after a stop, the next run can start at once on either server', async () => {
      const { one, other, log } = await openOnFirst(makePair);
      expect(await (await findOn(other)).close([abort])).toBe(true);
      const next = await other.open(createRunInfo({ runId: 'run-2' }));
      expect(next.created).toBe(true);
      expect((await readToEnd(log.read(0))).at(-1)?.event).toEqual(abort);
      next.log.append(start);
      expect(await (await findOn(one)).read(0).next()).toEqual([{ seq: 1, event: start }]);
      await next.log.close([finish]);
      const third = await one.open(createRunInfo({ runId: 'run-3' }));
      expect(third.created).toBe(true);
      await third.log.close([finish]);
    });
  });
}

function describeSwitchingReaders(name: string, makePair: MakePair): void {
  describe(`${name}: readers that switch servers`, () => {
    test.each(Array.from({ length: 40 }, (_, seed) => seed))(
      'end with the same parts and receive no event twice (seed %i)',
      async (seed) => {
        const random = seededRandom(seed);
        const { other, log } = await openOnFirst(makePair);
        const logs = [log, await findOn(other)];
        const answer = createRandomAnswer(random);
        const readers = Array.from({ length: 4 }, () => readOnBothServers(logs, random));
        for (const event of answer) {
          expect(log.append(event)).toBe('appended');
          // Like real tokens: several at once, or a few polls apart.
          if (random.below(4) === 0) await new Promise((resolve) => setTimeout(resolve, random.below(30)));
        }
        const stopped = random.below(3) === 0;
        await (stopped ? logs[1] : log)?.close([stopped ? abort : finish]);
        const ends = await readToEnd(log.read(0));
        for (const entries of await Promise.all(readers)) {
          expect(buildParts(entries)).toEqual(buildParts(ends));
          for (const [index, { seq }] of entries.entries()) {
            expect(seq).toBeGreaterThan(entries[index - 1]?.seq ?? 0);
          }
          expect(entries.at(-1)).toEqual(ends.at(-1));
          expect(entries.filter(({ event }) => isTerminal(event))).toHaveLength(1);
        }
        const all: RunEvent[] = [...answer, stopped ? abort : finish];
        expect(buildParts(ends)).toEqual(buildParts(all.map((event, index) => ({ seq: index + 1, event }))));
      },
    );
  });
}

/** Reads to the end, and switches servers at random, each time after a number that it has received. */
async function readOnBothServers(logs: RunLog[], random: Random): Promise<LogBatch> {
  let entries: LogBatch = [];
  for (;;) {
    const seq = entries[random.below(entries.length + 1)]?.seq ?? entries.at(-1)?.seq ?? 0;
    entries = entries.filter((entry) => entry.seq <= seq);
    const reader = logs[random.below(logs.length)]?.read(seq);
    for (let batches = 1 + random.below(4); batches > 0; batches--) {
      const batch = await reader?.next();
      if (batch === undefined) break;
      entries.push(...batch);
    }
    reader?.close();
    if (entries.some(({ event }) => isTerminal(event))) return entries;
  }
}
