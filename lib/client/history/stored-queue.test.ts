import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { beforeEach, describe, expect, test } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { storeQuestion } from '../testing/stored-exchange.ts';
import { loadChat } from './chat-history.ts';
import { deleteChat, purgeDeleted } from './chats/chats.ts';
import { openDatabase } from './database.ts';
import { cancelQueued, editQueued, enqueue, listQueue, takeQueued } from './stored-queue.ts';

let chatId: ChatId;
let parentId: string;
beforeEach(async () => {
  await openDatabase().delete();
  await openDatabase().open();
  chatId = newChatId();
  ({ id: parentId } = await storeQuestion(chatId));
});
const add = (text: string, chat = chatId) => enqueue(chat, [{ type: 'text', text }]);
const queuedTexts = async () =>
  (await listQueue(chatId)).map(({ parts }) => parts[0]).map((part) => part && 'text' in part && part.text);
const messageOf = (position: number): ChatMessage => ({
  id: `${chatId}-${position}`,
  role: 'user',
  parts: [{ type: 'text', text: 'one' }],
});
const take = (position: number, parent = parentId) =>
  takeQueued({ chatId, position }, messageOf(position), parent);
const messageIds = async () => (await loadChat(chatId))?.map(({ id }) => id);

test('each chat has its own queue, first in first out', async () => {
  await add('one');
  await add('elsewhere', newChatId());
  await add('two');
  expect(await queuedTexts()).toEqual(['one', 'two']);
});

test('a queued question keeps its position when edited, and can be cancelled', async () => {
  const one = await add('one');
  await add('two');
  expect(await editQueued(one, [{ type: 'text', text: 'uno' }])).toBe(true);
  expect(await queuedTexts()).toEqual(['uno', 'two']);
  expect(await cancelQueued(one)).toBe(true);
  expect(await cancelQueued(one)).toBe(false);
  expect(await editQueued(one, [])).toBe(false);
  expect(await queuedTexts()).toEqual(['two']);
});

describe('a question that is taken', () => {
  test('leaves the queue and becomes the last message of the chat', async () => {
    const one = await add('one');
    await add('two');
    expect(await take(one)).toEqual(messageOf(one));
    expect(await queuedTexts()).toEqual(['two']);
    expect(await messageIds()).toEqual([parentId, messageOf(one).id]);
    expect(await openDatabase().chats.get(chatId)).toMatchObject({ headId: messageOf(one).id });
    expect(await take(one)).toBeUndefined();
  });

  test('has its last change, even one that the tab has not seen', async () => {
    const one = await add('one');
    const parts = [{ type: 'text' as const, text: 'uno' }];
    await editQueued(one, parts);
    expect((await take(one))?.parts).toEqual(parts);
    expect((await loadChat(chatId))?.[1]?.parts).toEqual(parts);
  });

  test('is taken by only one of several tabs', async () => {
    const one = await add('one');
    expect((await Promise.all([take(one), take(one), take(one)])).filter(Boolean)).toHaveLength(1);
    expect(await messageIds()).toHaveLength(2);
  });

  test.each(['messages', 'texts', 'chats'] as const)(
    'stays in the queue when the tab dies before it has written to %s',
    async (name) => {
      const one = await add('one');
      const table = openDatabase()[name];
      const die = () => Dexie.currentTransaction.abort();
      const event = name === 'chats' ? 'updating' : 'creating';
      table.hook(event).subscribe(die);
      await expect(take(one)).rejects.toThrow();
      table.hook(event).unsubscribe(die);
      expect(await queuedTexts()).toEqual(['one']);
      expect(await messageIds()).toEqual([parentId]);
      expect(await take(one)).toEqual(messageOf(one));
    },
  );

  test('stays in the queue when the chat has lost its rows', async () => {
    const one = await add('one');
    await expect(take(one, 'gone')).rejects.toMatchObject({ code: 'rows-missing' });
    await openDatabase().chats.delete(chatId);
    await expect(take(one)).rejects.toMatchObject({ code: 'rows-missing' });
    expect(await queuedTexts()).toEqual(['one']);
  });

  test('is not reported as taken elsewhere when the storage was cleared', async () => {
    const one = await add('one');
    const { chats, messages, queue } = openDatabase();
    for (const table of [chats, messages, queue]) await table.clear();
    await expect(take(one)).rejects.toMatchObject({ code: 'rows-missing' });
  });

  test('does not bring back a chat that was deleted permanently', async () => {
    const one = await add('one');
    await deleteChat(chatId);
    await openDatabase().chats.update(chatId, { deletedAt: 1 });
    await purgeDeleted();
    expect(await take(one)).toBeUndefined();
    expect(await loadChat(chatId)).toBeUndefined();
  });
});
