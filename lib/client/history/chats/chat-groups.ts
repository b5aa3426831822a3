import 'client-only';
import type { ChatRow } from '../database.ts';

/** A section of the chat list. `month`: the start of the month, in a group of that name. */
export type GroupName = 'pinned' | 'today' | 'yesterday' | 'last-7-days' | 'month';
export type ChatGroup = { key: string; name: GroupName; month?: Date; chats: ChatRow[] };

/**
 * Groups chats by the day of their last update, newest first, after the pinned ones. Days are calendar days in the reader's
 * time zone, which may have 23 or 25 hours.
 * @param now determines which day is today
 */
export function groupChats(chats: readonly ChatRow[], now: Date): ChatGroup[] {
  const dayStart = (daysAgo: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime();
  const [today, yesterday, weekAgo] = [dayStart(0), dayStart(1), dayStart(7)];
  const groups = new Map<string, ChatGroup>();
  const add = (key: string, group: Omit<ChatGroup, 'key' | 'chats'>, chat: ChatRow) => {
    const present = groups.get(key);
    if (present) present.chats.push(chat);
    else groups.set(key, { key, ...group, chats: [chat] });
  };
  const pinned = chats.filter(({ pinnedAt }) => pinnedAt !== undefined);
  for (const chat of pinned.toSorted((a, b) => (b.pinnedAt ?? 0) - (a.pinnedAt ?? 0))) {
    add('pinned', { name: 'pinned' }, chat);
  }
  const others = chats.filter(({ pinnedAt }) => pinnedAt === undefined);
  for (const chat of others.toSorted((a, b) => b.updatedAt - a.updatedAt)) {
    if (chat.updatedAt >= today) add('today', { name: 'today' }, chat);
    else if (chat.updatedAt >= yesterday) add('yesterday', { name: 'yesterday' }, chat);
    else if (chat.updatedAt >= weekAgo) add('last-7-days', { name: 'last-7-days' }, chat);
    else {
      const day = new Date(chat.updatedAt);
      const month = new Date(day.getFullYear(), day.getMonth());
      add(`${day.getFullYear()}-${day.getMonth() + 1}`, { name: 'month', month }, chat);
    }
  }
  return [...groups.values()];
}

/** Formats a month in the language of `locale`. The year is omitted if it is the current one. */
export function formatMonth(month: Date, now: Date, locale: string): string {
  const year = month.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(locale, { month: 'long', year }).format(month);
}
