import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readStorageUsage, requestPersistenceIfDue, shouldRequestPersistence } from './storage.ts';

const DAY = 24 * 60 * 60 * 1_000;
const stored = new Map<string, string>();
let persisted = false;
const persist = vi.fn(async () => true);
const estimate = vi.fn(async () => ({ usage: 5, quota: 100 }));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  stored.clear();
  persisted = false;
  persist.mockClear();
  vi.stubGlobal('navigator', { storage: { persist, estimate, persisted: async () => persisted } });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('readStorageUsage', () => {
  test('returns bytes', async () => {
    expect(await readStorageUsage()).toEqual({ used: 5, quota: 100, persistent: false });
  });

  test('returns undefined if the browser does not report it', async () => {
    estimate.mockRejectedValueOnce(new TypeError('no'));
    expect(await readStorageUsage()).toBeUndefined();
    vi.stubGlobal('navigator', {});
    expect(await readStorageUsage()).toBeUndefined();
  });
});

describe('persistent storage is requested', () => {
  test.each([
    [true, { persistent: false, chats: 3, now: 0 }],
    [false, { persistent: false, chats: 2, now: 0 }],
    [false, { persistent: true, chats: 99, now: 0 }],
    [false, { persistent: false, chats: 3, askedAt: 0, now: 30 * DAY - 1 }],
    [true, { persistent: false, chats: 3, askedAt: 0, now: 30 * DAY }],
  ])('%s: %j', (asked, facts) => {
    expect(shouldRequestPersistence(facts)).toBe(asked);
  });

  test('again 30 days after the browser refused', async () => {
    persist.mockResolvedValue(false);
    expect(await requestPersistenceIfDue(3)).toBe(false);
    await requestPersistenceIfDue(3);
    expect(persist).toHaveBeenCalledTimes(1);
    vi.setSystemTime(Date.now() + 30 * DAY);
    await requestPersistenceIfDue(3);
    expect(persist).toHaveBeenCalledTimes(2);
  });

  test('neither if it is granted already nor if the browser lacks it', async () => {
    persisted = true;
    expect(await requestPersistenceIfDue(99)).toBe(true);
    vi.stubGlobal('navigator', {});
    expect(await requestPersistenceIfDue(99)).toBe(false);
    expect(persist).not.toHaveBeenCalled();
  });
});
