import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { backOff } from './reconnect-backoff.ts';

let browser: FakeBrowser;
const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers();
  browser = stubBrowser();
});
afterEach(() => {
  expect(browser.listeners()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Starts a wait. `ended` is called at its end. */
function startWait(attempt: number, signal = never) {
  const ended = vi.fn();
  const wait = backOff(attempt, signal).finally(ended);
  return { wait, ended };
}

test('the first attempt does not wait', async () => {
  const { ended } = startWait(0);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toHaveBeenCalled();
});

test.each([
  [1, 250],
  [2, 500],
  [3, 1000],
  [5, 4000],
  [6, 5000],
  [60, 5000],
])('attempt %i waits for at most %i ms and at least half of that', async (attempt, longest) => {
  for (const [random, milliseconds] of [
    [0, longest / 2],
    [1, longest],
  ] as const) {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const { ended } = startWait(attempt);
    await vi.advanceTimersByTimeAsync(Math.floor(milliseconds) - 1);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalled();
  }
});

test('the wait ends when the device comes back online', async () => {
  const { wait } = startWait(9);
  browser.online();
  await wait;
});

test('the wait ends when the tab becomes visible, not when it is hidden', async () => {
  const { wait, ended } = startWait(9);
  browser.setVisibility('hidden');
  await vi.advanceTimersByTimeAsync(10);
  expect(ended).not.toHaveBeenCalled();
  browser.setVisibility('visible');
  await wait;
});

test("it rejects with the signal's reason, also when that was aborted before", async () => {
  const controller = new AbortController();
  const { wait } = startWait(9, controller.signal);
  controller.abort('left');
  await expect(wait).rejects.toBe('left');
  await expect(backOff(9, controller.signal)).rejects.toBe('left');
  await expect(backOff(0, controller.signal)).rejects.toBe('left');
});
