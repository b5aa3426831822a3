import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { loadChat, saveMessage } from '../chat-history.ts';
import { openDatabase } from '../database.ts';
import { enqueue } from '../stored-queue.ts';
import { ChatList } from './chat-list.ts';
import type { ChatListState } from './chat-list-state.ts';
import {
  claimTitle,
  deleteChat,
  pinChat,
  purgeDeleted,
  renameChat,
  restoreChat,
  suggestTitle,
  UNDO_MS,
  unpinChat,
} from './chats.ts';

let chatId: ChatId;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await openDatabase().delete();
  await openDatabase().open();
  chatId = newChatId();
  await say('Hello there', chatId);
});
afterEach(() => void vi.useRealTimers());

const say = (text: string, chat: ChatId) => {
  vi.setSystemTime(Date.now() + 1);
  return saveMessage(
    chat,
    { id: `${chat}-${text}`, role: 'user', parts: [{ type: 'text', text }] },
    { parentId: null },
  );
};
const title = async () => (await openDatabase().chats.get(chatId))?.title;

describe('a title', () => {
  test('is the first words until a model suggests one', async () => {
    expect(await title()).toBe('Hello there');
    await suggestTitle(chatId, 'A greeting');
    expect(await title()).toBe('A greeting');
  });

  test('from the reader is put on one line and never replaced', async () => {
    await renameChat(chatId, '  My\n chat ');
    await suggestTitle(chatId, 'A greeting');
    await say('More', chatId);
    expect(await title()).toBe('My chat');
  });

  test('is claimed once, and not if the reader named or deleted the chat', async () => {
    const claims = await Promise.all([claimTitle(chatId), claimTitle(chatId), claimTitle(chatId)]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await claimTitle(chatId)).toBe(false);
    const [named, gone] = [newChatId(), newChatId()];
    for (const chat of [named, gone]) await say('Hello', chat);
    await renameChat(named, 'Mine');
    await deleteChat(gone);
    expect([await claimTitle(named), await claimTitle(gone)]).toEqual([false, false]);
  });

  test('from a model does not move the chat in the list', async () => {
    const { title: _, titledBy: __, ...before } = (await openDatabase().chats.get(chatId)) ?? {};
    vi.setSystemTime(Date.now() + 1_000);
    await suggestTitle(chatId, 'A greeting');
    expect(await openDatabase().chats.get(chatId)).toMatchObject(before);
  });

  test('is taken from the first message with text', async () => {
    const picture = newChatId();
    const file = { type: 'file' as const, mediaType: 'image/png', url: 'data:,' };
    await saveMessage(picture, { id: `${picture}q`, role: 'user', parts: [file] }, { parentId: null });
    expect((await openDatabase().chats.get(picture))?.title).toBe('');
    await say('It is a cat', picture);
    expect((await openDatabase().chats.get(picture))?.title).toBe('It is a cat');
  });

  test('cannot be empty', async () => {
    await renameChat(chatId, '  ');
    expect(await title()).toBe('Hello there');
  });

  test('of an unknown chat cannot be set', async () => {
    await expect(renameChat(newChatId(), 'x')).rejects.toMatchObject({ code: 'chat-unknown' });
  });
});

describe('a deleted chat', () => {
  test('is restored completely', async () => {
    await pinChat(chatId);
    const before = await openDatabase().chats.get(chatId);
    await deleteChat(chatId);
    expect(await loadChat(chatId)).toBeUndefined();
    await restoreChat(chatId);
    expect(await openDatabase().chats.get(chatId)).toEqual(before);
    expect(await loadChat(chatId)).toHaveLength(1);
  });

  test('can be restored until it is purged', async () => {
    await deleteChat(chatId);
    vi.setSystemTime(Date.now() + UNDO_MS - 1);
    expect(await purgeDeleted()).toBe(1);
    vi.setSystemTime(Date.now() + 1);
    const purged = vi.fn();
    expect(await purgeDeleted(purged)).toBeUndefined();
    expect(purged.mock.calls).toEqual([[chatId]]);
    await expect(restoreChat(chatId)).rejects.toMatchObject({ code: 'chat-unknown' });
  });

  test('is purged with its messages, search texts and queue, but without those of other chats', async () => {
    const other = newChatId();
    await say('Stay', other);
    await enqueue(chatId, [{ type: 'text', text: 'later' }]);
    await deleteChat(chatId);
    vi.setSystemTime(Date.now() + UNDO_MS);
    await purgeDeleted();
    const { chats, messages, texts, queue } = openDatabase();
    expect(await Promise.all([chats, messages, texts, queue].map((table) => table.count()))).toEqual([
      1, 1, 1, 0,
    ]);
  });

  test('is not restored by a late message, before or after the purge', async () => {
    await deleteChat(chatId);
    await say('late', chatId);
    expect(await loadChat(chatId)).toBeUndefined();
    vi.setSystemTime(Date.now() + UNDO_MS);
    await purgeDeleted();
    await expect(say('later', chatId)).rejects.toMatchObject({ code: 'chat-deleted' });
    expect(await openDatabase().chats.count()).toBe(0);
  });
});

describe('the list', () => {
  let list: ChatList;
  let unsubscribe: () => void;
  beforeEach(() => {
    list = new ChatList();
  });
  afterEach(() => unsubscribe());

  /** Subscribes to the list until its state matches. */
  const until = (matches: (state: ChatListState) => boolean) =>
    new Promise<ChatListState>((resolve) => {
      const check = () => matches(list.getState()) && resolve(list.getState());
      unsubscribe = list.subscribe(check);
      check();
    });
  const titles = ({ groups }: ChatListState) =>
    groups.flatMap(({ chats }) => chats.map((chat) => chat.title));

  test('is opening until the database has responded', async () => {
    expect(list.getState()).toMatchObject({ status: 'opening', groups: [] });
    const state = await until(({ status }) => status === 'ready');
    expect(state).toMatchObject({ total: 1, hasMore: false, groups: [{ name: 'today' }] });
  });

  test('follows new, pinned, renamed, deleted and restored chats', async () => {
    await until(({ total }) => total === 1);
    const second = newChatId();
    await say('Second', second);
    expect(titles(await until(({ total }) => total === 2))).toEqual(['Second', 'Hello there']);
    await pinChat(chatId);
    expect(titles(await until(({ groups }) => groups.length === 2))).toEqual(['Hello there', 'Second']);
    await unpinChat(chatId);
    await renameChat(second, 'Renamed');
    expect(
      titles(await until((state) => state.groups.length === 1 && titles(state).includes('Renamed'))),
    ).toEqual(['Renamed', 'Hello there']);
    await deleteChat(second);
    expect(titles(await until(({ total }) => total === 1))).toEqual(['Hello there']);
    await restoreChat(second);
    expect(titles(await until(({ total }) => total === 2))).toEqual(['Renamed', 'Hello there']);
  });

  test('shows the newest hundred of a thousand chats and all pinned ones, and more on request', async () => {
    const { chats } = openDatabase();
    await pinChat(chatId);
    await chats.bulkAdd(
      Array.from({ length: 999 }, (_, at) => ({
        id: newChatId(),
        title: `${at}`,
        createdAt: 1,
        updatedAt: Date.now() + at + 1,
        listOrder: -(Date.now() + at + 1),
        headId: '',
      })),
    );
    const first = await until(({ total }) => total === 1_000);
    expect(first.hasMore).toBe(true);
    expect(titles(first)).toHaveLength(101);
    expect(titles(first).slice(0, 2)).toEqual(['Hello there', '998']);
    list.showMore();
    expect(titles(await until((state) => titles(state).length > 101))).toHaveLength(201);
  });

  test('reports why it cannot be read', async () => {
    const refused = vi.spyOn(openDatabase().chats, 'orderBy').mockImplementation(() => {
      throw new DOMException('refused', 'SecurityError');
    });
    expect(await until(({ status }) => status !== 'opening')).toMatchObject({
      status: 'failed',
      problem: 'refused',
    });
    refused.mockRestore();
  });

  test('does not query the database without listeners', async () => {
    await until(({ status }) => status === 'ready');
    unsubscribe();
    const [state, unsubscribed] = [list.getState(), list];
    await say('Unseen', newChatId());
    list = new ChatList();
    await until(({ total }) => total === 2);
    expect(unsubscribed.getState()).toBe(state);
  });
});
