import { describe, expect, test } from 'vitest';
import { readModelList } from './listed-model.ts';

const windowOf = (facts: object) => readModelList({ data: [{ id: 'm', ...facts }] })[0]?.contextWindow;

describe('the context window of a listed model', () => {
  test.each([
    ['vLLM', { max_model_len: 32_768, root: '/models/m' }, 32_768],
    ['OpenRouter', { context_length: 131_072, top_provider: { context_length: 65_536 } }, 131_072],
    ['Groq', { context_window: 8_192, max_completion_tokens: 8_192 }, 8_192],
    ['Mistral', { max_context_length: 40_960 }, 40_960],
    ['Novita', { context_size: 163_840 }, 163_840],
    ['llama.cpp', { meta: { n_ctx: 4_096, n_ctx_train: 131_072 } }, 4_096],
  ])('is read as %s states it', (_, facts, size) => {
    expect(windowOf(facts)).toBe(size);
  });

  test.each([
    {},
    { meta: { n_ctx_train: 131_072 } },
    { meta: null },
    { context_length: null },
    { context_length: '8192' },
    { context_length: -1 },
    { context_length: 0.5 },
    { context_length: 1e300 },
  ])('is unknown for %j', (facts) => {
    expect(readModelList({ data: [{ id: 'm', ...facts }] })).toEqual([{ id: 'm' }]);
  });

  test('is the first that is a number of tokens', () => {
    expect(windowOf({ max_model_len: null, context_length: 8_192 })).toBe(8_192);
  });
});
