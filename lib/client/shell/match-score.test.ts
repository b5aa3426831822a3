import { expect, test } from 'vitest';
import { matchScore } from './match-score.ts';

const score = (typed: string, ...words: string[]) => matchScore('', typed, words);

test('what begins with what was typed comes before what has it further in', () => {
  expect(score('new chat', 'New chat')).toBeGreaterThan(score('new chat', 'Copy into a new chat'));
  expect(score('chat', 'New chat')).toBeGreaterThan(score('hat', 'New chat'));
});

test('each part may stand anywhere, also in the words beside the name', () => {
  expect(score('mini open', 'gpt-5-mini', 'openai')).toBeGreaterThan(0);
  expect(score('对话', '新对话')).toBeGreaterThan(0);
});

test('letters that are merely in the right order are no match', () => {
  expect(score('nct', 'New chat')).toBe(0);
});
