import 'server-only';
import { describe, expect, test } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RunLog, RunLogStore } from '../run-log.ts';
import { describeClosing, describeDrops, describeReading } from './run-log-contract.ts';
import { abort, createRunInfo, finish, readToEnd, start } from './run-log-fixtures.ts';

type MakeStore = () => RunLogStore | Promise<RunLogStore>;

/** The contract of every run-log store, whatever its storage. */
export function describeRunLogStore(name: string, makeStore: MakeStore): void {
  const openLog = async (): Promise<RunLog> => (await (await makeStore()).open(createRunInfo())).log;
  describeReading(name, openLog);
  describeClosing(name, openLog);
  describeOpening(name, makeStore);
  describeRepeating(name, makeStore);
  describeDrops(name, openLog);
}

function describeOpening(name: string, makeStore: MakeStore): void {
  describe(`${name}: opening and finding`, () => {
    test('opening with the same run id attaches, during the run and after it', async () => {
      const store = await makeStore();
      const first = await store.open(createRunInfo());
      expect(first.created).toBe(true);
      first.log.append(start);
      for (const when of ['live', 'ended']) {
        const again = await store.open(createRunInfo());
        expect(again.created, when).toBe(false);
        expect((await again.log.read(0).next())?.[0], when).toEqual({ seq: 1, event: start });
        await first.log.close([finish]);
      }
    });

    test('two simultaneous opens of one run create it once', async () => {
      const store = await makeStore();
      const opened = await Promise.all([store.open(createRunInfo()), store.open(createRunInfo())]);
      expect(opened.map(({ created }) => created).sort()).toEqual([false, true]);
      const [first, second] = opened;
      first?.log.append(start);
      expect(await second?.log.read(0).next()).toEqual([{ seq: 1, event: start }]);
    });

    test('a second run in the chat is rejected with the id of the first, also when both open at once', async () => {
      const store = await makeStore();
      const opened = await Promise.allSettled([
        store.open(createRunInfo()),
        store.open(createRunInfo({ runId: 'run-2' })),
      ]);
      expect(opened.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      const refused = store.open(createRunInfo({ runId: 'run-3' }));
      await expect(refused).rejects.toMatchObject({ code: 'run-active', runId: 'run-1' });
    });

    test('a new run replaces one that ended', async () => {
      const store = await makeStore();
      const { log } = await store.open(createRunInfo());
      await log.close([finish]);
      expect(await store.open(createRunInfo({ runId: 'run-2' }))).toMatchObject({ created: true });
      expect((await store.find('ann', createRunInfo().chatId))?.info.runId).toBe('run-2');
    });

    test('only the owner finds a chat', async () => {
      const store = await makeStore();
      await store.open(createRunInfo());
      expect((await store.find('ann', createRunInfo().chatId))?.info).toMatchObject({
        owner: 'ann',
        model: 'm',
      });
      expect(await store.find('ann', 'chat-2' as ChatId)).toBeUndefined();
      await expect(store.find('bob', createRunInfo().chatId)).rejects.toMatchObject({ code: 'not-found' });
      await expect(store.open(createRunInfo({ owner: 'bob' }))).rejects.toMatchObject({ code: 'not-found' });
    });

    test('the first close decides how the run ended', async () => {
      const store = await makeStore();
      const { log } = await store.open(createRunInfo());
      const found = await store.find('ann', createRunInfo().chatId);
      expect(await log.close([abort])).toBe(true);
      expect(await log.close([finish])).toBe(false);
      expect(await found?.close([finish])).toBe(false);
      expect(await readToEnd(log.read(0))).toEqual([{ seq: 1, event: abort }]);
    });
  });
}

function describeRepeating(name: string, makeStore: MakeStore): void {
  describe(`${name}: repeated requests`, () => {
    test('a run that another has replaced does not start again when its request is repeated', async () => {
      const store = await makeStore();
      for (const runId of ['run-1', 'run-2']) {
        const { log } = await store.open(createRunInfo({ runId }));
        await log.close([finish]);
      }
      const repeated = store.open(createRunInfo());
      await expect(repeated).rejects.toMatchObject({ code: 'run-changed', runId: 'run-2' });
    });
  });
}
