import { expect, test } from 'vitest';
import { isChatId, isRunId, newChatId, newMessageId, newRunId } from './ids.ts';

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
