import { expect, test } from 'vitest';
import { matchScore } from './match-score.ts';

const score = (query: string, ...words: string[]) => matchScore('', query, words);

test('a match at the start of a label or word scores higher', () => {
  expect(score('new chat', 'New chat')).toBeGreaterThan(score('new chat', 'Copy into a new chat'));
  expect(score('chat', 'New chat')).toBeGreaterThan(score('hat', 'New chat'));
});

test('the words of a query may match anywhere, including the keywords', () => {
  expect(score('mini open', 'gpt-5-mini', 'openai')).toBeGreaterThan(0);
  expect(score('对话', '新对话')).toBeGreaterThan(0);
});

test('scattered letters do not match', () => {
  expect(score('nct', 'New chat')).toBe(0);
});
