import 'client-only';
import { expect, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { type FakeBrowser, stubBrowser } from './fake-browser.ts';
import { type FakeServer, fakeServer } from './fake-server.ts';

type Fakes = { browser: FakeBrowser; server: FakeServer };

/** Fakes for a test of the run transport: all timers, the browser, the server, and backoff without jitter. */
export function startRunTest(): Fakes {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  return { browser: stubBrowser(), server: fakeServer() };
}

/** Fakes for a test of chat sessions, and a new chat. `setImmediate` stays real, because the database needs it. */
export function startSessionTest(): Fakes & { chatId: ChatId } {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  return { browser: stubBrowser(), server: fakeServer(), chatId: newChatId() };
}

/** Checks that the test has left no listeners or timers, and removes the fakes. */
export function endTest(browser: FakeBrowser): void {
  expect(browser.listeners()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
}
