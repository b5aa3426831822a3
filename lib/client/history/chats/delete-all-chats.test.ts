import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { saveMessage } from '../chat-history.ts';
import { openDatabase } from '../database.ts';
import { deleteAllChats, deleteChat, pinChat, purgeDeleted, restoreChats, UNDO_MS } from './chats.ts';

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
const listed = async () => (await openDatabase().chats.orderBy('listOrder').toArray()).map(({ id }) => id);

test('all chats can be deleted together and restored as they were', async () => {
  const second = newChatId();
  await say('Second', second);
  await pinChat(chatId);
  const before = await openDatabase().chats.toArray();
  const deleted = await deleteAllChats();
  expect(await listed()).toEqual([]);
  expect(deleted).toEqual([second, chatId]);
  expect(await openDatabase().messages.count()).toBe(2);
  await restoreChats(deleted);
  expect(await openDatabase().chats.toArray()).toEqual(before);
});

test('deleted chats are purged in time, also those that another chat has outlived', async () => {
  const deleted = await deleteAllChats();
  vi.setSystemTime(Date.now() + UNDO_MS);
  const later = newChatId();
  await say('Later', later);
  expect(await purgeDeleted()).toBeUndefined();
  expect(await listed()).toEqual([later]);
  expect(await openDatabase().messages.count()).toBe(1);
  await expect(restoreChats(deleted)).rejects.toMatchObject({ code: 'chat-unknown' });
});

test('chats that were deleted one by one before are not restored', async () => {
  const second = newChatId();
  await say('Second', second);
  await deleteChat(second);
  await restoreChats(await deleteAllChats());
  expect(await listed()).toEqual([chatId]);
});
