import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { openDatabase } from './database.ts';
import { cancelQueued, editQueued, enqueue, listQueue, takeQueued } from './stored-queue.ts';

let chatId: ChatId;
beforeEach(async () => {
  await openDatabase().delete();
  await openDatabase().open();
  chatId = newChatId();
});
const add = (text: string, chat = chatId) => enqueue(chat, [{ type: 'text', text }]);
const queuedTexts = async () =>
  (await listQueue(chatId)).map(({ parts }) => parts[0]).map((part) => part && 'text' in part && part.text);

test('each chat has its own queue, first in first out', async () => {
  await add('one');
  await add('elsewhere', newChatId());
  await add('two');
  expect(await queuedTexts()).toEqual(['one', 'two']);
});

test('a queued question keeps its position when edited, and can be cancelled', async () => {
  const one = await add('one');
  const two = await add('two');
  expect(await editQueued(one, [{ type: 'text', text: 'uno' }])).toBe(true);
  expect(await queuedTexts()).toEqual(['uno', 'two']);
  expect(await cancelQueued(one)).toBe(true);
  expect(await cancelQueued(one)).toBe(false);
  expect(await editQueued(one, [])).toBe(false);
  expect(await queuedTexts()).toEqual(['two']);
  expect((await takeQueued(two))?.position).toBe(two);
  expect(await takeQueued(two)).toBeUndefined();
});

test('only one of several tabs takes a question', async () => {
  const one = await add('one');
  await add('two');
  const taken = await Promise.all([takeQueued(one), takeQueued(one), takeQueued(one)]);
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await queuedTexts()).toEqual(['two']);
});
