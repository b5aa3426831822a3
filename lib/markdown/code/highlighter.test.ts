import { expect, test, vi } from 'vitest';
import { loadTokenizer } from './highlighter.ts';

test('a line starts from the state of the line before: a comment spans lines', async () => {
  const tokenizer = await loadTokenizer('ts');
  const first = tokenizer?.tokenize('/* one', undefined);
  const second = tokenizer?.tokenize('two */ const a = "b";', first?.state);
  expect(first?.spans).toEqual([{ text: '/* one', color: 'var(--md-code-token-comment)' }]);
  expect(second?.spans[0]).toEqual({ text: 'two */', color: 'var(--md-code-token-comment)' });
  expect(second?.spans.map(({ text }) => text).join('')).toBe('two */ const a = "b";');
  expect(second?.spans.map(({ color }) => color)).toContain('var(--md-code-token-keyword)');
});

test('a language without a grammar stays plain', async () => {
  expect(await loadTokenizer('klingon')).toBeUndefined();
  expect(await loadTokenizer('constructor')).toBeUndefined();
});

test('aliases of a language share one grammar', async () => {
  expect(await loadTokenizer('py')).toBe(await loadTokenizer('python'));
});

test('a line is highlighted however long the first use of its grammar takes', async () => {
  let now = 0;
  using _slow = vi.spyOn(Date, 'now').mockImplementation(() => (now += 1_000));
  const tokenizer = await loadTokenizer('rust');
  const { spans } = tokenizer?.tokenize('let mut river = 1;', undefined) ?? {};
  expect(spans?.map(({ color }) => color)).toContain('var(--md-code-token-keyword)');
});
