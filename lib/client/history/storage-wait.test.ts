import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { advance } from '../testing/follow.ts';
import { untilSaved, watchStorage } from './storage-wait.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** Storage work that the test completes. */
function startWork() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onUnresponsive = vi.fn();
  const watched = watchStorage(promise, onUnresponsive);
  return { promise, resolve, reject, onUnresponsive, watched };
}

test('untilSaved waits for slow storage, for at most 5 s', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const onSaved = vi.fn();
  void untilSaved(promise).then(onSaved);
  await advance(3_000);
  expect(onSaved).not.toHaveBeenCalled();
  resolve();
  await advance(0);
  expect(onSaved).toHaveBeenCalledTimes(1);
  void untilSaved(new Promise(() => {})).then(onSaved);
  await advance(5_000);
  expect(onSaved).toHaveBeenCalledTimes(2);
});

test('watchStorage reports storage that does not respond within 5 s, once', async () => {
  const { resolve, onUnresponsive, watched } = startWork();
  await advance(4_999);
  expect(onUnresponsive).not.toHaveBeenCalled();
  await advance(1);
  expect(onUnresponsive).toHaveBeenCalledTimes(1);
  await advance(60_000);
  expect(onUnresponsive).toHaveBeenCalledTimes(1);
  resolve();
  await watched;
});

test('while the storage does not respond, nothing waits for it, and the next work is reported at once', async () => {
  const { promise, resolve, watched } = startWork();
  await advance(5_000);
  const onSaved = vi.fn();
  void untilSaved(promise).then(onSaved);
  const next = startWork();
  await advance(0);
  expect(onSaved).toHaveBeenCalledTimes(1);
  expect(next.onUnresponsive).toHaveBeenCalledTimes(1);
  for (const settle of [resolve, next.resolve]) settle();
  await Promise.all([watched, next.watched]);
});

test.each(['resolve', 'reject'] as const)('work that settles with %s ends this', async (settle) => {
  const work = startWork();
  await advance(5_000);
  work[settle]();
  await work.watched.catch(() => undefined);
  const onSaved = vi.fn();
  void untilSaved(new Promise(() => {})).then(onSaved);
  await advance(4_999);
  expect(onSaved).not.toHaveBeenCalled();
  await advance(1);
  expect(onSaved).toHaveBeenCalledTimes(1);
});
