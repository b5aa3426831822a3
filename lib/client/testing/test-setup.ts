import 'client-only';
import { expect, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { installSharing } from '../run/shared/install-sharing.ts';
import { type FakeBrowser, stubBrowser } from './fake-browser.ts';
import { type FakeServer, fakeServer } from './fake-server.ts';

type Fakes = { browser: FakeBrowser; server: FakeServer };

/** Fakes for a test of the run transport: all timers, the browser, the server, and backoff without jitter. Tabs share connections. */
export function startRunTest(): Fakes {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  installSharing();
  return { browser: stubBrowser(), server: fakeServer() };
}

const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] as const;
/** When the next test begins, in milliseconds of `performance.now()`. The page's render schedule outlives a test. */
let startsAt = 0;

/** Fakes for a test of chat sessions, and a new chat. `setImmediate` stays real, because the database needs it. */
export function startSessionTest(): Fakes & { chatId: ChatId } {
  vi.useFakeTimers({ toFake: [...FAKED] });
  vi.advanceTimersByTime(startsAt);
  startsAt += 24 * 60 * 60_000;
  return { browser: stubBrowser(), server: fakeServer(), chatId: newChatId() };
}

/** A `localStorage` for a test. @returns its items */
export function stubLocalStorage(): Map<string, string> {
  const items = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    get length() {
      return items.size;
    },
    key: (index: number) => [...items.keys()][index] ?? null,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  });
  return items;
}

/** Checks that the test has left no listeners or timers, and removes the fakes. */
export function endTest(browser: FakeBrowser): void {
  expect(browser.listeners()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
}
