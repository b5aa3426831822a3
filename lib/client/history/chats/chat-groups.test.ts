import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { formatMonth, groupChats } from './chat-groups.ts';

// A time zone with daylight saving time, in which some days have 23 or 25 hours.
beforeAll(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
afterAll(() => void vi.unstubAllEnvs());

const chat = (title: string, at: string, pinnedAt?: number) => ({
  id: title as ChatId,
  title,
  createdAt: 0,
  updatedAt: new Date(at).getTime(),
  headId: '',
  ...(pinnedAt ? { pinnedAt } : {}),
});
const grouped = (chats: ReturnType<typeof chat>[], now: string) =>
  groupChats(chats, new Date(now)).map(({ key, chats: of }) => [key, ...of.map(({ title }) => title)]);

describe('groupChats', () => {
  test('groups by calendar day, newest first', () => {
    const chats = [
      chat('month', '2026-05-01T00:00'),
      chat('last year', '2025-05-31T23:59'),
      chat('midnight', '2026-06-20T00:00'),
      chat('just before', '2026-06-19T23:59'),
      chat('week', '2026-06-13T00:00'),
      chat('before the week', '2026-06-12T23:59'),
      chat('now', '2026-06-20T12:00'),
    ];
    expect(grouped(chats, '2026-06-20T12:00')).toEqual([
      ['today', 'now', 'midnight'],
      ['yesterday', 'just before'],
      ['last-7-days', 'week'],
      ['2026-6', 'before the week'],
      ['2026-5', 'month'],
      ['2025-5', 'last year'],
    ]);
  });

  test('handles the changes of daylight saving time', () => {
    expect(
      grouped([chat('a', '2026-03-29T00:30'), chat('b', '2026-03-28T00:30')], '2026-03-29T23:30'),
    ).toEqual([
      ['today', 'a'],
      ['yesterday', 'b'],
    ]);
    expect(
      grouped([chat('a', '2026-10-25T00:30'), chat('b', '2026-10-24T23:30')], '2026-10-25T23:30'),
    ).toEqual([
      ['today', 'a'],
      ['yesterday', 'b'],
    ]);
  });

  test('puts pinned chats first, the most recently pinned on top', () => {
    const chats = [
      chat('a', '2026-06-20T11:00'),
      chat('b', '2020-01-01T00:00', 1),
      chat('c', '2026-06-20T10:00', 2),
    ];
    expect(grouped(chats, '2026-06-20T12:00')).toEqual([
      ['pinned', 'c', 'b'],
      ['today', 'a'],
    ]);
  });

  test('counts a chat from the future as today', () => {
    expect(grouped([chat('a', '2026-06-21T11:00')], '2026-06-20T12:00')).toEqual([['today', 'a']]);
  });
});

test('a month is formatted in the reader’s language, with the year unless it is the current one', () => {
  const now = new Date('2026-06-20T12:00');
  expect(formatMonth(new Date(2026, 4), now, 'en')).toBe('May');
  expect(formatMonth(new Date(2025, 4), now, 'en')).toBe('May 2025');
  expect(formatMonth(new Date(2025, 4), now, 'zh')).toBe('2025年5月');
});
