import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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
import type { DiskRunLogStore } from './disk-run-log-store.ts';
import { temporaryDisks } from './testing/temporary-disk.ts';

const disks = temporaryDisks();

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function openRun(path = disks.path()): Promise<{ path: string; store: DiskRunLogStore; log: RunLog }> {
  const { store } = disks.open(path);
  const { log } = await store.open(createRunInfo());
  return { path, store, log };
}

async function findRun(store: DiskRunLogStore): Promise<RunLog> {
  const log = await store.find('ann', createRunInfo().chatId);
  if (log === undefined) throw new Error('not found');
  return log;
}

/** Reads the run in what a kill of the process leaves now. */
async function readAfterKill(path: string, after = 0) {
  return readToEnd((await findRun(disks.openAfterKill(path))).read(after));
}

test('a run that was live when its process was killed has every flushed word, and was interrupted by a restart', async () => {
  const { path, log } = await openRun();
  log.append(start);
  for (const word of ['one ', 'two ', 'three']) {
    log.append(delta(word));
    await vi.advanceTimersByTimeAsync(250);
  }
  const durationMs = 500;
  vi.setSystemTime(Date.now() + 86_400_000);
  const entries = await readAfterKill(path);
  expect(entries.map(({ event }) => event)).toMatchObject([
    start,
    delta('one two three'),
    end,
    { messageMetadata: { outcome: 'interrupted', error: { code: 'restarting' }, durationMs } },
    { type: 'error' },
  ]);
});

test('the first words are on the disk at once, and later ones within a quarter of a second', async () => {
  const { path, log } = await openRun();
  log.append(start);
  log.append(delta('first'));
  await vi.advanceTimersByTimeAsync(0);
  expect(joinText(await readAfterKill(path))).toBe('first');
  log.append(delta(' later'));
  await vi.advanceTimersByTimeAsync(250);
  expect(joinText(await readAfterKill(path))).toBe('first later');
});

test('a reader who had more than was flushed receives the end', async () => {
  const { path, log } = await openRun();
  log.append(start);
  log.append(delta('flushed'));
  await vi.advanceTimersByTimeAsync(0);
  const reader = log.read(0);
  await reader.next();
  log.append(delta(' only read'));
  const seq = (await reader.next())?.at(-1)?.seq;
  expect((await readAfterKill(path, seq)).map(({ event }) => event.type)).toEqual([
    'text-end',
    'message-metadata',
    'error',
  ]);
});

test('a run without a word has failed', async () => {
  const { path } = await openRun();
  await vi.advanceTimersByTimeAsync(0);
  const entries = await readAfterKill(path);
  expect(entries[0]?.event).toMatchObject({
    messageMetadata: { outcome: 'failed', error: { code: 'restarting' } },
  });
});

test('an ended log is read from the disk after its end and after a restart, from any position', async () => {
  const { path, store, log } = await openRun();
  for (const event of [start, delta('one '), delta('two '), delta('three'), end]) {
    log.append(event);
    await vi.advanceTimersByTimeAsync(250);
  }
  await log.close([finish]);
  await vi.advanceTimersByTimeAsync(0);
  const expected = await readToEnd(log.read(0));
  const stored = [await findRun(store), await findRun(disks.openAfterKill(path))];
  expect(stored).not.toContain(log);
  for (const found of stored) {
    expect(await readToEnd(found.read(0))).toEqual(expected);
    expect(joinText(await readToEnd(found.read(3)))).toBe('three');
    expect(await found.read(6).next()).toBeUndefined();
    expect(await found.close([abort])).toBe(false);
  }
});

test('an ended run is not repeated after a restart, nor is one that it has replaced', async () => {
  const { path, store, log } = await openRun();
  await log.close([finish]);
  const next = await store.open(createRunInfo({ runId: 'run-2' }));
  await next.log.close([abort]);
  store.close();
  const restarted = disks.open(path).store;
  expect(await restarted.open(createRunInfo({ runId: 'run-2' }))).toMatchObject({ created: false });
  await expect(restarted.open(createRunInfo())).rejects.toMatchObject({
    code: 'run-changed',
    runId: 'run-2',
  });
  await expect(restarted.open(createRunInfo({ runId: 'run-3', owner: 'bob' }))).rejects.toMatchObject({
    code: 'not-found',
  });
  expect(await restarted.open(createRunInfo({ runId: 'run-3' }))).toMatchObject({ created: true });
});

test('what was not flushed yet is written when the store is closed', async () => {
  const { path, store, log } = await openRun();
  log.append(start);
  log.append(delta('written'));
  await log.close([finish]);
  store.close();
  expect(joinText(await readToEnd((await findRun(disks.open(path).store)).read(0)))).toBe('written');
});
