import { expect, test } from 'vitest';
import {
  type ChatId,
  chatInBrowser,
  chatOfRun,
  isChatId,
  isRunId,
  newChatId,
  newComparedRunId,
  newMessageId,
  newRunId,
} from './ids.ts';

test.each(['a', '_', '-', 'A-Z_09', 'x'.repeat(64)])('%j is a valid id of a chat or run', (id) => {
  expect([isChatId(id), isRunId(id)]).toEqual([true, true]);
});

test.each(['', 'x'.repeat(65), '../x', 'a b', 'a/b', 'é', '涓', 'a\n', 'a%2e', 5, null, undefined, ['a']])(
  '%j is not a valid id',
  (id) => expect([isChatId(id), isRunId(id)]).toEqual([false, false]),
);

test('new ids are valid, unique and 21 characters long', () => {
  const ids = Array.from({ length: 500 }, () => [newChatId(), newRunId(), newMessageId()]).flat();
  expect(new Set(ids).size).toBe(1500);
  expect(ids.every((id) => isChatId(id) && id.length === 21)).toBe(true);
});

test('every character of the alphabet is used', () => {
  const used = new Set(Array.from({ length: 500 }, () => newRunId()).join(''));
  expect(used.size).toBe(64);
});

test('a compared answer has a chat of its own on the server, and so have the runs that continue it', () => {
  const chatId = newChatId();
  const answerId = newComparedRunId(2);
  const first = chatOfRun(chatId, answerId);
  expect([isRunId(answerId), isChatId(first), first]).toEqual([true, true, `${chatId}_${answerId}`]);
  const continued = newRunId(answerId);
  expect([isRunId(continued), continued === answerId]).toEqual([true, false]);
  expect(chatOfRun(chatId, continued)).toBe(first);
  expect(chatOfRun(chatId, `${continued}-1`)).toBe(first);
  expect(chatInBrowser(first)).toBe(chatId);
});

test('every other run takes place in its chat', () => {
  const chatId = newChatId();
  expect([chatOfRun(chatId), chatOfRun(chatId, newRunId()), chatOfRun(chatId, newRunId('a'))]).toEqual(
    Array(3).fill(chatId),
  );
  expect(chatInBrowser(chatId)).toBe(chatId);
});

test('the chat of a compared answer is valid for the longest id of a chat', () => {
  const longest = 'x'.repeat(64) as ChatId;
  expect(isChatId(chatOfRun(longest, newComparedRunId(0)))).toBe(true);
});
