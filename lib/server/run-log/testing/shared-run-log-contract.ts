import 'server-only';
import { describe, expect, test } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';
import { type Random, seededRandom } from '#lib/server/testing/seeded-random.ts';
import type { LogBatch, RunLog, RunLogStore } from '../run-log.ts';
import {
  abort,
  delta,
  end,
  finish,
  partsOf,
  randomAnswer,
  readToEnd,
  runInfo,
  start,
  wordsOf,
} from './run-log-contract.ts';

/** What a run-log store must hold to where several servers share its logs. `makePair` gives two servers' stores of one. */
export function describeSharedRunLogStore(name: string, makePair: () => [RunLogStore, RunLogStore]): void {
  const openOnOne = async () => {
    const [one, other] = makePair();
    const { log } = await one.open(runInfo());
    return { one, other, log };
  };
  const chatId = runInfo().chatId;
  const findOn = async (store: RunLogStore): Promise<RunLog> => {
    const log = await store.find('ann', chatId);
    if (log === undefined) throw new Error('the other server does not find the run');
    return log;
  };

  describe(`${name}: two servers`, () => {
    test('what one writes the other reads, with the same numbers', async () => {
      const { other, log } = await openOnOne();
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

    test('a replay merges what was read piece by piece', async () => {
      const { other, log } = await openOnOne();
      const reader = log.read(0);
      for (const word of ['one ', 'two ', 'three']) {
        log.append(delta(word));
        await reader.next();
      }
      await log.close([finish]);
      expect(await readToEnd((await findOn(other)).read(0))).toEqual([
        { seq: 3, event: delta('one two three') },
        { seq: 4, event: finish },
      ]);
      expect(wordsOf(await readToEnd((await findOn(other)).read(1)))).toBe('two three');
    });

    test('a stop on the other ends the run, and keeps every word that was read on either', async () => {
      const { other, log } = await openOnOne();
      const told = new Promise<void>((resolve) => log.onClose(resolve));
      log.append(start);
      const there = readToEnd((await findOn(other)).read(0));
      const here = readToEnd(log.read(0));
      for (const word of ['kept ', 'and ', 'read']) log.append(delta(word));
      expect(await (await findOn(other)).close([abort])).toBe(true);
      await told;
      expect(log.append(delta('late'))).toBe('closed');
      expect(await log.close([finish])).toBe(false);
      const [words, wordsThere] = [await here, await there];
      expect(wordsOf(words)).toBe('kept and read');
      expect(wordsOf(wordsThere)).toBe('kept and read');
      expect(wordsThere.slice(-2)).toEqual(words.slice(-2));
      expect(words.slice(-2).map(({ event }) => event)).toEqual([end, abort]);
      expect(await log.settled()).toBe('whole');
    });

    test('of a finish here and a stop there exactly one decides, for the readers of both', async () => {
      const { other, log } = await openOnOne();
      const found = await findOn(other);
      const closed = await Promise.all([log.close([finish]), found.close([abort])]);
      expect(closed.filter(Boolean)).toHaveLength(1);
      const [here, there] = await Promise.all([readToEnd(log.read(0)), readToEnd(found.read(0))]);
      expect(here.map(({ event }) => event)).toEqual([closed[0] ? finish : abort]);
      expect(there).toEqual(here);
    });

    test('two stops on the other: the second says that there was nothing to stop', async () => {
      const { other, log } = await openOnOne();
      const found = await findOn(other);
      expect(await found.close([abort])).toBe(true);
      expect(await found.close([abort])).toBe(false);
      expect(await readToEnd(log.read(0))).toEqual([{ seq: 1, event: abort }]);
    });

    test('a close listener on the other is called once', async () => {
      const { other, log } = await openOnOne();
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

    test('a reader there that leaves is released', async () => {
      const { other, log } = await openOnOne();
      const reader = (await findOn(other)).read(0);
      const waiting = reader.next();
      reader.close();
      expect(await waiting).toBeUndefined();
      await log.close([abort]);
    });
  });

  describe(`${name}: a chat's run on two servers`, () => {
    test('two runs asked for at once: one is created, the other refused with its id', async () => {
      const [one, other] = makePair();
      const opened = await Promise.allSettled([
        one.open(runInfo({ runId: 'run-1' })),
        other.open(runInfo({ runId: 'run-2' })),
      ]);
      const created = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const refused = opened.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(created).toMatchObject([{ created: true }]);
      expect(refused).toMatchObject([{ code: 'run-active', runId: created[0]?.log.info.runId }]);
      await created[0]?.log.close([abort]);
    });

    test('one run asked for on both at once is created once, and read on both', async () => {
      const [one, other] = makePair();
      const opened = await Promise.all([one.open(runInfo()), other.open(runInfo())]);
      const producer = opened.filter(({ created }) => created);
      const follower = opened.filter(({ created }) => !created);
      expect([producer.length, follower.length]).toEqual([1, 1]);
      producer[0]?.log.append(start);
      expect(await follower[0]?.log.read(0).next()).toEqual([{ seq: 1, event: start }]);
      await producer[0]?.log.close([abort]);
    });

    test("someone else's chat is not found on either", async () => {
      const { other, log } = await openOnOne();
      await expect(other.find('bob', chatId)).rejects.toMatchObject({ code: 'not-found' });
      await expect(other.open(runInfo({ owner: 'bob' }))).rejects.toMatchObject({ code: 'not-found' });
      expect(await other.find('bob', 'chat-2' as ChatId)).toBeUndefined();
      await log.close([abort]);
    });

    test('a run that was stopped makes way for the next at once, on either', async () => {
      const { one, other, log } = await openOnOne();
      expect(await (await findOn(other)).close([abort])).toBe(true);
      const next = await other.open(runInfo({ runId: 'run-2' }));
      expect(next.created).toBe(true);
      expect((await readToEnd(log.read(0))).at(-1)?.event).toEqual(abort);
      next.log.append(start);
      expect(await (await findOn(one)).read(0).next()).toEqual([{ seq: 1, event: start }]);
      await next.log.close([finish]);
      const third = await one.open(runInfo({ runId: 'run-3' }));
      expect(third.created).toBe(true);
      await third.log.close([finish]);
    });
  });

  describe(`${name}: readers that change servers`, () => {
    test.each(Array.from({ length: 40 }, (_, seed) => seed))(
      'end with the same words and no event twice (seed %i)',
      async (seed) => {
        const random = seededRandom(seed);
        const { other, log } = await openOnOne();
        const logs = [log, await findOn(other)];
        const answer = randomAnswer(random);
        const readers = Array.from({ length: 4 }, () => readOnBoth(logs, random));
        for (const event of answer) {
          expect(log.append(event)).toBe('appended');
          // As words come: many in one turn, or with the time of a few looks between them.
          if (random.below(4) === 0) await new Promise((resolve) => setTimeout(resolve, random.below(30)));
        }
        const stopped = random.below(3) === 0;
        await (stopped ? logs[1] : log)?.close([stopped ? abort : finish]);
        const ends = await readToEnd(log.read(0));
        for (const entries of await Promise.all(readers)) {
          expect(partsOf(entries)).toEqual(partsOf(ends));
          for (const [index, { seq }] of entries.entries()) {
            expect(seq).toBeGreaterThan(entries[index - 1]?.seq ?? 0);
          }
          expect(entries.at(-1)).toEqual(ends.at(-1));
          expect(entries.filter(({ event }) => isTerminal(event))).toHaveLength(1);
        }
        const all: RunEvent[] = [...answer, stopped ? abort : finish];
        expect(partsOf(ends)).toEqual(partsOf(all.map((event, index) => ({ seq: index + 1, event }))));
      },
    );
  });
}

/** Reads to the end, now on one server, now on the other, each time after a number that was given out. */
async function readOnBoth(logs: RunLog[], random: Random): Promise<LogBatch> {
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
