import { expect, test } from 'vitest';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { RunProgress } from '../run-log/run-progress.ts';
import { MemoryLimitStore } from './memory-limit-store.ts';
import { countCharacters, estimatePromptTokens, estimateTokens } from './text-size.ts';
import { createDayBudgetError, TokenBudget } from './token-budget.ts';

function createBudget(
  limits: { perRun?: number; perDay?: number; inputTokens?: number },
  store = new MemoryLimitStore(),
) {
  const progress = new RunProgress();
  const errors: ChatError[] = [];
  const options = { caller: 'ann', store, perRun: 0, perDay: 0, inputTokens: 0, ...limits };
  const budget = new TokenBudget(options, progress, (error) => errors.push(error));
  return { budget, progress, errors, store };
}

test('a budget of 10 is used up by ten deltas, or by forty bytes', () => {
  for (const deltas of [Array(10).fill('a'), ['x'.repeat(40)], ['字'.repeat(14)]]) {
    const { budget, errors } = createBudget({ perRun: 10 });
    budget.count(deltas.slice(0, -1));
    expect(errors).toEqual([]);
    budget.count([...deltas.slice(-1), '']);
    expect(errors).toMatchObject([{ code: 'budget-exceeded' }]);
    budget.count(['more']);
    expect(errors).toHaveLength(1);
  }
});

test('the prompt counts, and what the model reports replaces the estimates when it is more', () => {
  const { budget, progress, errors } = createBudget({ perRun: 100, inputTokens: 40 });
  budget.count(['word']);
  progress.inputTokens = 80;
  budget.count(['word']);
  expect(errors).toEqual([]);
  progress.outputTokens = 25;
  budget.count(['word']);
  expect(errors).toHaveLength(1);
});

test('runs of a caller share the budget of a day while they stream', async () => {
  const first = createBudget({ perDay: 100 });
  const second = createBudget({ perDay: 100 }, first.store);
  for (let token = 0; token < 60; token++) first.budget.count(['a']);
  expect(first.errors).toEqual([]);
  for (let token = 0; token < 45; token++) second.budget.count(['a']);
  await second.budget.settle();
  expect(second.errors).toMatchObject([{ code: 'budget-exceeded' }]);
  await first.budget.settle();
  expect(await first.store.addTokens('ann', 0)).toBe(105);
});

test('the budget of a day begins anew at midnight UTC', () => {
  expect(createDayBudgetError(Date.UTC(2027, 0, 15, 23, 59, 30)).retryAfterSeconds).toBe(30);
  expect(createDayBudgetError(Date.UTC(2027, 0, 15)).retryAfterSeconds).toBe(86_400);
});

test('four bytes of UTF-8 are estimated as a token', () => {
  for (const text of ['', 'abcd', 'é', '涓流', '👋🏽 hi', '\u0800\uffff']) {
    expect(estimateTokens(text), text).toBe(new TextEncoder().encode(text).length / 4);
  }
});

test('the files of a prompt have characters, but no tokens', () => {
  const prompt = [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'abcd'.repeat(10) },
        { type: 'file', data: 'A'.repeat(400) },
      ],
    },
    { role: 'user', content: [{ type: 'image_url', image_url: { url: `data:${'A'.repeat(400)}` } }] },
  ];
  expect(countCharacters(prompt)).toBeGreaterThan(840);
  expect(estimatePromptTokens(prompt)).toBeLessThan(25);
});
