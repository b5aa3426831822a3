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
  test('is the first words until a model has a better one', async () => {
    expect(await title()).toBe('Hello there');
    await suggestTitle(chatId, 'A greeting');
    expect(await title()).toBe('A greeting');
  });

  test('that a person gave is on one line, and no other takes its place', async () => {
    await renameChat(chatId, '  My\n chat ');
    await suggestTitle(chatId, 'A greeting');
    await say('More', chatId);
    expect(await title()).toBe('My chat');
  });

  test('is asked for once, whoever wants to, and not where a person gave one', async () => {
    const claims = await Promise.all([claimTitle(chatId), claimTitle(chatId), claimTitle(chatId)]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await claimTitle(chatId)).toBe(false);
    const [named, gone] = [newChatId(), newChatId()];
    for (const chat of [named, gone]) await say('Hello', chat);
    await renameChat(named, 'Mine');
    await deleteChat(gone);
    expect([await claimTitle(named), await claimTitle(gone)]).toEqual([false, false]);
  });

  test('that a model gives leaves the chat at its place in the list', async () => {
    const { title: _, titledBy: __, ...before } = (await openDatabase().chats.get(chatId)) ?? {};
    vi.setSystemTime(Date.now() + 1_000);
    await suggestTitle(chatId, 'A greeting');
    expect(await openDatabase().chats.get(chatId)).toMatchObject(before);
  });

  test('comes from the first message that has words', async () => {
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

  test('of a chat that is not there is a clear error', async () => {
    await expect(renameChat(newChatId(), 'x')).rejects.toMatchObject({ code: 'chat-unknown' });
  });
});

describe('a deleted chat', () => {
  test('is gone, and back whole when it is undone', async () => {
    await pinChat(chatId);
    const before = await openDatabase().chats.get(chatId);
    await deleteChat(chatId);
    expect(await loadChat(chatId)).toBeUndefined();
    await restoreChat(chatId);
    expect(await openDatabase().chats.get(chatId)).toEqual(before);
    expect(await loadChat(chatId)).toHaveLength(1);
  });

  test('can be brought back as long as the undo lasts, and not after', async () => {
    await deleteChat(chatId);
    vi.setSystemTime(Date.now() + UNDO_MS - 1);
    expect(await purgeDeleted()).toBe(1);
    vi.setSystemTime(Date.now() + 1);
    const purged = vi.fn();
    expect(await purgeDeleted(purged)).toBeUndefined();
    expect(purged.mock.calls).toEqual([[chatId]]);
    await expect(restoreChat(chatId)).rejects.toMatchObject({ code: 'chat-unknown' });
  });

  test('takes its messages, its words and its queue along, and nothing of another chat', async () => {
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

  test('is not brought back by an answer that still comes in, before or after it was purged', async () => {
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
  let leave: () => void;
  beforeEach(() => {
    list = new ChatList();
  });
  afterEach(() => leave());

  /** Watches the list until it is as wanted. */
  const until = (wanted: (state: ChatListState) => boolean) =>
    new Promise<ChatListState>((resolve) => {
      const look = () => wanted(list.getState()) && resolve(list.getState());
      leave = list.subscribe(look);
      look();
    });
  const titles = ({ groups }: ChatListState) =>
    groups.flatMap(({ chats }) => chats.map((chat) => chat.title));

  test('is opening until the database has answered, and then has what is there', async () => {
    expect(list.getState()).toMatchObject({ status: 'opening', groups: [] });
    const state = await until(({ status }) => status === 'ready');
    expect(state).toMatchObject({ total: 1, hasMore: false, groups: [{ name: 'today' }] });
  });

  test('follows what is changed: new, pinned, renamed, deleted, restored', async () => {
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

  test('shows a hundred of a thousand, the newest, with every pinned one, and more when asked', async () => {
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

  test('that cannot be read says why', async () => {
    const refused = vi.spyOn(openDatabase().chats, 'orderBy').mockImplementation(() => {
      throw new DOMException('refused', 'SecurityError');
    });
    expect(await until(({ status }) => status !== 'opening')).toMatchObject({
      status: 'failed',
      problem: 'refused',
    });
    refused.mockRestore();
  });

  test('does not look at the database while nobody looks at it', async () => {
    await until(({ status }) => status === 'ready');
    leave();
    const [seen, unwatched] = [list.getState(), list];
    await say('Unseen', newChatId());
    list = new ChatList();
    await until(({ total }) => total === 2);
    expect(unwatched.getState()).toBe(seen);
  });
});
