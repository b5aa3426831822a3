import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sleep } from './sleep.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('resolves after the delay and removes its abort listener', async () => {
  const { signal } = new AbortController();
  const remove = vi.spyOn(signal, 'removeEventListener');
  const slept = vi.fn();
  void sleep(100, signal).then(slept);
  await vi.advanceTimersByTimeAsync(99);
  expect(slept).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(slept).toHaveBeenCalledTimes(1);
  expect(remove).toHaveBeenCalledTimes(1);
});

test('rejects with the reason of the signal and clears its timer', async () => {
  const controller = new AbortController();
  const sleeping = sleep(100, controller.signal);
  controller.abort('stop');
  await expect(sleeping).rejects.toBe('stop');
});

test('rejects at once when the signal is already aborted', async () => {
  await expect(sleep(100, AbortSignal.abort('stop'))).rejects.toBe('stop');
});
