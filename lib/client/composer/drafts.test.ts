import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { type FakeBrowser, stubBrowser } from '../testing/fake-browser.ts';
import { Drafts } from './drafts.ts';

const chatId = 'chat-1' as ChatId;
const items = new Map<string, string>();
const setItem = vi.fn((key: string, value: string) => void items.set(key, value));
let browser: FakeBrowser;

beforeEach(() => {
  vi.useFakeTimers();
  browser = stubBrowser();
  items.clear();
  setItem.mockClear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem,
    removeItem: (key: string) => void items.delete(key),
  });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** The draft that the next page reads. */
const readLater = (key: ChatId | 'new') => new Drafts().read(key);

test('a draft is saved once for many keystrokes, and read by the next page', () => {
  const drafts = new Drafts();
  for (const text of ['H', 'He', 'Hel']) drafts.write(chatId, text);
  expect(drafts.read(chatId)).toBe('Hel');
  expect(setItem).not.toHaveBeenCalled();
  vi.advanceTimersByTime(400);
  expect(setItem).toHaveBeenCalledTimes(1);
  expect(readLater(chatId)).toBe('Hel');
});

test('continuous typing is saved every 400 ms', () => {
  const drafts = new Drafts();
  for (let letter = 1; letter <= 10; letter++) {
    drafts.write(chatId, 'x'.repeat(letter));
    vi.advanceTimersByTime(100);
  }
  expect(readLater(chatId).length).toBeGreaterThanOrEqual(6);
  vi.advanceTimersByTime(400);
});

test.each([
  ['goes away', () => dispatchEvent(new Event('pagehide'))],
  ['is hidden', () => browser.setVisibility('hidden')],
])('the last keystroke is saved when the page %s', (_, leave) => {
  vi.stubGlobal('dispatchEvent', (event: Event) => pageTarget.dispatchEvent(event));
  const pageTarget = new EventTarget();
  vi.stubGlobal('addEventListener', pageTarget.addEventListener.bind(pageTarget));
  vi.stubGlobal('removeEventListener', pageTarget.removeEventListener.bind(pageTarget));
  const drafts = new Drafts();
  const stop = drafts.flushOnHide();
  drafts.write(chatId, 'Hello');
  leave();
  expect(readLater(chatId)).toBe('Hello');
  stop();
  expect(browser.listeners()).toBe(0);
});

test('each chat has its own draft, and so has a new chat', () => {
  const drafts = new Drafts();
  drafts.write(chatId, 'one');
  drafts.write('new', 'two');
  drafts.flush();
  expect([readLater(chatId), readLater('new'), readLater('other' as ChatId)]).toEqual(['one', 'two', '']);
});

test('a sent draft is removed at once', () => {
  const drafts = new Drafts();
  drafts.write(chatId, 'sent');
  drafts.flush();
  drafts.write(chatId, 'sent!');
  drafts.clear(chatId);
  expect(readLater(chatId)).toBe('');
  vi.advanceTimersByTime(400);
  expect([drafts.read(chatId), readLater(chatId)]).toEqual(['', '']);
});

test('an empty draft is removed from storage', () => {
  const drafts = new Drafts();
  drafts.write(chatId, 'text');
  drafts.flush();
  drafts.write(chatId, ' \n');
  drafts.flush();
  expect(items.size).toBe(0);
});

test('a draft that cannot be saved stays in memory', () => {
  setItem.mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const drafts = new Drafts();
  drafts.write(chatId, 'text');
  drafts.flush();
  expect([drafts.read(chatId), readLater(chatId)]).toEqual(['text', '']);
  setItem.mockImplementation((key, value) => void items.set(key, value));
  drafts.flush();
  expect(readLater(chatId)).toBe('text');
});

test('a draft of more than 100,000 characters stays in memory only', () => {
  const drafts = new Drafts();
  drafts.write(chatId, 'x'.repeat(100_001));
  drafts.flush();
  expect([drafts.read(chatId).length, readLater(chatId)]).toEqual([100_001, '']);
});
