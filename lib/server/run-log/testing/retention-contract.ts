import 'server-only';
import { describe, expect, test, vi } from 'vitest';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { RunLogStore } from '../run-log.ts';
import { createRunInfo, finish, start } from './run-log-fixtures.ts';

/** @param retentionMs for how long the log of an ended run is retained; a day or more when absent */
type MakeStore = (retentionMs?: number) => RunLogStore;

const run = createRunInfo();

/** The contract of every run-log store about the logs of ended runs. */
export function describeRetention(name: string, makeStore: MakeStore): void {
  describeStates(name, makeStore);
  describeCollecting(name, makeStore);
  describeExpiry(name, makeStore);
}

async function end(store: RunLogStore): Promise<RunLogStore> {
  const { log } = await store.open(run);
  log.append(start);
  await log.close([finish]);
  await log.settled();
  return store;
}

/** Milliseconds until the log of the ended run is deleted. */
async function getRetainedMs(store: RunLogStore): Promise<number> {
  const state = await store.inspect('ann', run.chatId);
  return state?.state === 'ended' && state.expiresAt ? state.expiresAt - Date.now() : Number.NaN;
}

async function waitUntilExpired(store: RunLogStore): Promise<void> {
  await vi.waitFor(async () =>
    expect(await store.inspect('ann', run.chatId)).toMatchObject({ state: 'expired' }),
  );
}

function describeStates(name: string, makeStore: MakeStore): void {
  describe(`${name}: states`, () => {
    test('a run is described while it is live and after its end', async () => {
      const store = makeStore();
      expect(await store.inspect('ann', run.chatId)).toBeUndefined();
      const { log } = await store.open(run);
      const { chatId, runId, startedAt } = run;
      expect(await store.inspect('ann', chatId)).toEqual({
        chatId,
        runId,
        startedAt,
        state: 'live',
        next: 1,
      });
      log.append(start);
      await log.close([finish]);
      await log.settled();
      expect(await store.inspect('ann', chatId)).toMatchObject({ state: 'ended', next: 4 });
      expect(await getRetainedMs(store)).toBeGreaterThan(23 * 3_600_000);
      await expect(store.inspect('bob', chatId)).rejects.toMatchObject({ code: 'not-found' });
    });

    test('the list has the runs of a caller that are live or not collected, the latest first', async () => {
      const store = makeStore();
      const open = async (chatId: string, owner: string, startedAt: number) => {
        const info = { ...createRunInfo({ chatId, owner }), startedAt };
        return (await store.open(info)).log;
      };
      const ended = [await open('one', 'ann', 1), await open('two', 'ann', 2), await open('other', 'bob', 3)];
      for (const log of ended) {
        await log.close([finish]);
        await log.settled();
      }
      await open('live', 'ann', 4);
      await vi.waitFor(async () =>
        expect(await store.list('ann')).toMatchObject([
          { chatId: 'live', state: 'live', startedAt: 4 },
          { chatId: 'two', runId: 'run-1', state: 'ended', expiresAt: expect.any(Number) },
          { chatId: 'one', state: 'ended' },
        ]),
      );
      await store.collect('ann', { ...run, chatId: 'two' as ChatId });
      expect((await store.list('ann')).map(({ chatId }) => chatId)).toEqual(['live', 'one']);
    });
  });
}

function describeCollecting(name: string, makeStore: MakeStore): void {
  describe(`${name}: collecting`, () => {
    test('a collected log can be read for ten minutes more', async () => {
      const store = await end(makeStore());
      expect(await store.collect('ann', run)).toBe(true);
      expect(await store.collect('ann', run)).toBe(true);
      const retainedMs = await getRetainedMs(store);
      expect(retainedMs).toBeLessThanOrEqual(600_000);
      expect(retainedMs).toBeGreaterThan(500_000);
      expect((await store.find('ann', run.chatId))?.info.runId).toBe(run.runId);
    });

    test('only the owner can collect a run, and only once it has ended', async () => {
      const store = makeStore();
      const { log } = await store.open(run);
      await expect(store.collect('bob', run)).rejects.toMatchObject({ code: 'not-found' });
      expect(await store.collect('ann', run)).toBe(false);
      await log.close([finish]);
      await log.settled();
      expect(await store.collect('ann', { ...run, runId: 'run-0' as RunId })).toBe(true);
      expect(await store.list('ann')).toHaveLength(1);
    });
  });
}

function describeExpiry(name: string, makeStore: MakeStore): void {
  describe(`${name}: expiry`, () => {
    test('once a log has expired, its reader gets `run-expired`, and its run does not start again', async () => {
      const store = await end(makeStore(1));
      await waitUntilExpired(store);
      const expired = { code: 'run-expired', runId: run.runId };
      await expect(store.find('ann', run.chatId)).rejects.toMatchObject(expired);
      await expect(store.open(run)).rejects.toMatchObject(expired);
      await expect(store.find('bob', run.chatId)).rejects.toMatchObject({ code: 'not-found' });
      expect(await store.collect('ann', run)).toBe(true);
      expect(await store.list('ann')).toEqual([]);
    });

    test('a new run takes the place of an expired one', async () => {
      const store = await end(makeStore(1));
      await waitUntilExpired(store);
      expect(await store.open(createRunInfo({ runId: 'run-2' }))).toMatchObject({ created: true });
      expect((await store.find('ann', run.chatId))?.info.runId).toBe('run-2');
    });
  });
}
