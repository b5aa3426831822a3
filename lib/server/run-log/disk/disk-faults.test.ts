import { existsSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRunInfo, delta, finish, joinText, readToEnd, start } from '../testing/run-log-fixtures.ts';
import type { DiskRunLogStore } from './disk-run-log-store.ts';
import { temporaryDisks } from './testing/temporary-disk.ts';

const disks = temporaryDisks();
const warn = vi.spyOn(console, 'warn');

beforeEach(() => {
  vi.useFakeTimers();
  warn.mockReturnValue();
});
afterEach(() => {
  vi.useRealTimers();
  warn.mockReset();
});

/** Writes an answer to its end, and waits for the next flush. */
async function answer(store: DiskRunLogStore, chatId: string, text: string): Promise<void> {
  const { log } = await store.open(createRunInfo({ chatId }));
  log.append(start);
  log.append(delta(text));
  await log.close([finish]);
  await vi.advanceTimersByTimeAsync(0);
  expect(await log.settled()).toBe('whole');
}

async function readText(store: DiskRunLogStore, chatId: string): Promise<string> {
  const log = await store.find('ann', createRunInfo({ chatId }).chatId);
  return joinText(log ? await readToEnd(log.read(0)) : []);
}

/** What the store has said, without the path. */
const warnings = () => warn.mock.calls.flat().map((line) => String(line).replace(/^\S+ /, ''));

test('while the disk is full, answers stay in memory, and the health says so', async () => {
  const { store } = disks.open(disks.path(), { maxBytes: 32 * 1024 });
  await answer(store, 'small', 'fits');
  const long = 'x'.repeat(100_000);
  await answer(store, 'long', long);
  expect(await store.checkHealth()).toEqual({ store: 'disk', problem: 'disk-full' });
  await answer(store, 'another', 'in memory');
  expect([await readText(store, 'long'), await readText(store, 'another')]).toEqual([long, 'in memory']);
  expect(await readText(store, 'small')).toBe('fits');
  expect(warnings()).toEqual([expect.stringMatching(/^the disk is full .*run logs stay in memory\.$/)]);
});

test('what a full disk has refused is written once there is room', async () => {
  const path = disks.path();
  const { store } = disks.open(path, { maxBytes: 200_000 });
  for (const chatId of ['first', 'second', 'third']) await answer(store, chatId, chatId.repeat(25_000));
  expect((await store.checkHealth()).problem).toBe('disk-full');
  await vi.advanceTimersByTimeAsync(65_000); // a round of the housekeeper, then the writer's next attempt
  expect((await store.checkHealth()).problem).toBeUndefined();
  const restarted = disks.openAfterKill(path);
  await expect(readText(restarted, 'first')).rejects.toMatchObject({ code: 'run-expired' });
  expect(await readText(restarted, 'third')).toBe('third'.repeat(25_000));
  expect(warnings().at(-1)).toBe('run logs are stored here again.');
});

test('a file that is no database makes room for a new one', async () => {
  const path = disks.path();
  writeFileSync(path, 'not a database'.repeat(1000));
  const { store } = disks.open(path);
  await answer(store, 'chat', 'stored');
  expect(await store.checkHealth()).toEqual({ store: 'disk', problem: undefined });
  expect(await readText(disks.openAfterKill(path), 'chat')).toBe('stored');
  expect(existsSync(`${path}.damaged`)).toBe(true);
  expect(warnings()).toEqual([
    expect.stringMatching(/^the database is damaged.*A new one takes its place\.$/),
  ]);
});

test('a database that turns out to be damaged is given up: live runs go on in memory', async () => {
  const path = disks.path();
  const first = disks.open(path);
  await answer(first.store, 'old', 'z'.repeat(80_000));
  first.store.close();
  damage(path);
  const { store } = disks.open(path);
  const { log } = await store.open(createRunInfo({ chatId: 'live' }));
  log.append(start);
  log.append(delta('still '));
  const old = await store.find('ann', createRunInfo({ chatId: 'old' }).chatId);
  await expect(old?.read(0).next()).rejects.toMatchObject({ code: 'log-unavailable' });
  log.append(delta('here'));
  await log.close([finish]);
  expect(await log.settled()).toBe('whole');
  expect(await readText(store, 'live')).toBe('still here');
  expect((await store.checkHealth()).problem).toBe('disk-damaged');
  await answer(store, 'next', 'in memory');
  expect(await readText(store, 'next')).toBe('in memory');
  expect(existsSync(`${path}.damaged`)).toBe(true);
  expect(warnings()).toEqual([expect.stringMatching(/^the database is damaged/)]);
});

test('a second server in the same directory leaves the first one its file', async () => {
  const path = disks.path();
  const { store } = disks.open(path);
  await answer(store, 'chat', 'mine');
  vi.useRealTimers();
  const second = disks.open(path);
  expect([second.disk.isOpen, second.disk.problem]).toEqual([false, 'disk-in-use']);
  expect(await readText(store, 'chat')).toBe('mine');
  expect(warnings()).toEqual([expect.stringMatching(/^another server uses this directory/)]);
});

/** Overwrites the long text, which is in the pages after the roots of the tables. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(40_000, 0xff), 0, 40_000, 4096 * 12);
}
