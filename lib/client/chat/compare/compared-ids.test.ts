import { expect, test } from 'vitest';
import { type ChatId, chatOfRun, isChatId, isRunId, newChatId, newRunId } from '#lib/protocol/ids.ts';
import { chatInBrowser, newComparedRunId } from './compared-ids.ts';

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
