import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRunInfo, delta, finish, start } from '../testing/run-log-fixtures.ts';
import type { DiskRunLogStore } from './disk-run-log-store.ts';
import { temporaryDisks } from './testing/temporary-disk.ts';

const disks = temporaryDisks();
const HOUR_MS = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function answer(store: DiskRunLogStore, chatId: string, characters = 1_000): Promise<void> {
  const { log } = await store.open(createRunInfo({ chatId }));
  log.append(start);
  log.append(delta('x'.repeat(characters)));
  await log.close([finish]);
  await vi.advanceTimersByTimeAsync(0);
}

async function statesOf(store: DiskRunLogStore, chatIds: readonly string[]) {
  const states = chatIds.map((chatId) => store.inspect('ann', createRunInfo({ chatId }).chatId));
  return (await Promise.all(states)).map((state) => state?.state);
}

test('an ended log is retained for seven days, and the file gives its space back', async () => {
  const path = disks.path();
  const { store } = disks.open(path);
  const emptyBytes = sizeAfterRestart(path);
  for (let index = 0; index < 50; index++) await answer(store, `chat-${index}`, 100_000);
  expect(sizeAfterRestart(path)).toBeGreaterThan(5_000_000);
  await vi.advanceTimersByTimeAsync(7 * 24 * HOUR_MS - 1);
  expect(await statesOf(store, ['chat-0', 'chat-49'])).toEqual(['ended', 'ended']);
  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect(await statesOf(store, ['chat-0', 'chat-49'])).toEqual(['expired', 'expired']);
  expect(sizeAfterRestart(path)).toBeLessThan(emptyBytes + 50_000);
});

test('a collected log is retained for ten minutes more, across a restart too', async () => {
  const path = disks.path();
  const { store } = disks.open(path);
  await answer(store, 'chat');
  await store.collect('ann', createRunInfo({ chatId: 'chat' }));
  const restarted = disks.openAfterKill(path);
  await vi.advanceTimersByTimeAsync(600_000 - 1_000);
  expect(await statesOf(restarted, ['chat'])).toEqual(['ended']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await statesOf(restarted, ['chat'])).toEqual(['expired']);
});

test('when there is no more room, collected logs go first, then the oldest', async () => {
  const { store } = disks.open(disks.path(), { maxBytes: 1_000_000 });
  const chatIds = Array.from({ length: 60 }, (_, index) => `chat-${index}`);
  for (const chatId of chatIds) {
    await answer(store, chatId, 20_000);
    await vi.advanceTimersByTimeAsync(1);
  }
  for (const chatId of chatIds.slice(-5)) await store.collect('ann', createRunInfo({ chatId }));
  await vi.advanceTimersByTimeAsync(61_000);
  const states = await statesOf(store, chatIds);
  const deleted = states.filter((state) => state === 'expired').length;
  expect(deleted).toBeLessThan(30);
  expect(states).toEqual([
    ...Array(deleted - 5).fill('expired'),
    ...Array(60 - deleted).fill('ended'),
    ...Array(5).fill('expired'),
  ]);
});

/** The bytes that a database takes once its write-ahead log is part of it. */
function sizeAfterRestart(path: string): number {
  const copy = disks.copy(path);
  disks.open(copy).store.close();
  return statSync(copy).size;
}
