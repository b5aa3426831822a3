import Dexie from 'dexie';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HistoryError } from './history-error.ts';
import { readStorageUsage, requestPersistenceIfDue, shouldRequestPersistence } from './storage.ts';
import { classifyStorageError } from './storage-problem.ts';

const DAY = 24 * 60 * 60 * 1_000;
const kept = new Map<string, string>();
let persisted = false;
const persist = vi.fn(async () => true);
const estimate = vi.fn(async () => ({ usage: 5, quota: 100 }));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  kept.clear();
  persisted = false;
  persist.mockClear();
  vi.stubGlobal('navigator', { storage: { persist, estimate, persisted: async () => persisted } });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('what a failure of the database means', () => {
  const quota = () => new DOMException('full', 'QuotaExceededError');
  test.each([
    ['full', quota()],
    ['full', new Dexie.AbortError('aborted', quota())],
    ['full', new Dexie.BulkError('bulk', [new Dexie.QuotaExceededError('full')])],
    ['refused', new DOMException('no', 'SecurityError')],
    ['refused', new Dexie.OpenFailedError('no', new DOMException('no', 'InvalidStateError'))],
    ['refused', new Dexie.MissingAPIError('none')],
    ['deleted', new HistoryError('chat-deleted')],
    ['broken', new HistoryError('message-unknown')],
    ['broken', new Error('else')],
    ['broken', 'else'],
    ['broken', undefined],
  ])('is %s', (problem, error) => {
    expect(classifyStorageError(error)).toBe(problem);
  });

  test('ends also for an error that is its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(classifyStorageError(error)).toBe('broken');
  });
});

describe('the use of storage', () => {
  test('is told in bytes', async () => {
    expect(await readStorageUsage()).toEqual({ used: 5, quota: 100, persistent: false });
  });

  test('is unknown where the browser does not tell', async () => {
    estimate.mockRejectedValueOnce(new TypeError('no'));
    expect(await readStorageUsage()).toBeUndefined();
    vi.stubGlobal('navigator', {});
    expect(await readStorageUsage()).toBeUndefined();
  });
});

describe('the browser is asked to keep the chats', () => {
  test.each([
    [true, { persistent: false, chats: 3, now: 0 }],
    [false, { persistent: false, chats: 2, now: 0 }],
    [false, { persistent: true, chats: 99, now: 0 }],
    [false, { persistent: false, chats: 3, askedAt: 0, now: 30 * DAY - 1 }],
    [true, { persistent: false, chats: 3, askedAt: 0, now: 30 * DAY }],
  ])('%s: %j', (asked, facts) => {
    expect(shouldRequestPersistence(facts)).toBe(asked);
  });

  test('once, and again a month after a no', async () => {
    persist.mockResolvedValue(false);
    expect(await requestPersistenceIfDue(3)).toBe(false);
    await requestPersistenceIfDue(3);
    expect(persist).toHaveBeenCalledTimes(1);
    vi.setSystemTime(Date.now() + 30 * DAY);
    await requestPersistenceIfDue(3);
    expect(persist).toHaveBeenCalledTimes(2);
  });

  test('never when it keeps them already, and never where it cannot', async () => {
    persisted = true;
    expect(await requestPersistenceIfDue(99)).toBe(true);
    vi.stubGlobal('navigator', {});
    expect(await requestPersistenceIfDue(99)).toBe(false);
    expect(persist).not.toHaveBeenCalled();
  });
});
