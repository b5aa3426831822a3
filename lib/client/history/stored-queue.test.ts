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
const ask = (text: string, chat = chatId) => enqueue(chat, [{ type: 'text', text }]);
const waiting = async () =>
  (await listQueue(chatId)).map(({ parts }) => parts[0]).map((part) => part && 'text' in part && part.text);

test('questions wait in the order in which they came, each in its chat', async () => {
  await ask('one');
  await ask('elsewhere', newChatId());
  await ask('two');
  expect(await waiting()).toEqual(['one', 'two']);
});

test('a question that waits can be changed without losing its place, and taken back', async () => {
  const one = await ask('one');
  const two = await ask('two');
  expect(await editQueued(one, [{ type: 'text', text: 'uno' }])).toBe(true);
  expect(await waiting()).toEqual(['uno', 'two']);
  expect(await cancelQueued(one)).toBe(true);
  expect(await cancelQueued(one)).toBe(false);
  expect(await editQueued(one, [])).toBe(false);
  expect(await waiting()).toEqual(['two']);
  expect((await takeQueued(two))?.position).toBe(two);
  expect(await takeQueued(two)).toBeUndefined();
});

test('of tabs that reach for a question at once, one gets it', async () => {
  const one = await ask('one');
  await ask('two');
  const taken = await Promise.all([takeQueued(one), takeQueued(one), takeQueued(one)]);
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await waiting()).toEqual(['two']);
});
