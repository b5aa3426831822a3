import { expect, test } from 'vitest';
import { CodeLines } from './code-lines.ts';
import { loadTokenizer } from './highlighter.ts';

test('line by line gives the colours of the whole: a comment goes on over its lines', async () => {
  const tokenizer = await loadTokenizer('ts');
  const lines = new CodeLines();
  lines.update('/* one\ntwo */ const a = "b";\n');
  expect(tokenizer && lines.highlight(tokenizer, () => true)).toBe(true);
  const [first, second] = lines.chunks.flat().map(({ spans }) => spans ?? []);
  expect(first).toEqual([{ text: '/* one', color: 'var(--md-code-token-comment)' }]);
  expect(second?.[0]).toEqual({ text: 'two */', color: 'var(--md-code-token-comment)' });
  expect(second?.map(({ text }) => text).join('')).toBe('two */ const a = "b";');
  expect(second?.map(({ color }) => color)).toContain('var(--md-code-token-keyword)');
});

test('a language without a grammar stays plain', async () => {
  expect(await loadTokenizer('klingon')).toBeUndefined();
  expect(await loadTokenizer('constructor')).toBeUndefined();
});

test('other names of a language load its grammar once', async () => {
  expect(await loadTokenizer('py')).toBe(await loadTokenizer('python'));
});
