import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

/** What a reader would type or follow: the first column of each table, paths of HTTP, and the documents. */
function named(readme: string): string[] {
  const rows = [...readme.matchAll(/^\| ([^|]*`[^|]*)\|/gm)].map(([, cell = '']) => cell);
  const code = rows.flatMap((cell) => [...cell.matchAll(/`[^`]+`/g)].map(([span]) => span));
  const paths = [...readme.matchAll(/`\/[^`\s]+`/g)].map(([span]) => span);
  const documents = [...readme.matchAll(/\]\(((?:docs\/|CONTRIBUTING)[^)]*)(?<!png)\)/g)].map(
    ([, path = '']) => path,
  );
  return [...new Set([...code, ...paths, ...documents])].sort();
}

test('both READMEs name the same settings, commands, paths and documents', () => {
  const english = named(read('README.md'));
  expect(english).toContain('`OPENAI_API_KEY`');
  expect(english).toContain('docs/http.md');
  expect(named(read('README.zh-CN.md'))).toEqual(english);
});
