import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

/** The code in the first column of each table, the HTTP paths and the linked documents of a README. */
function referencesIn(readme: string): string[] {
  const rows = [...readme.matchAll(/^\| ([^|]*`[^|]*)\|/gm)].map(([, cell = '']) => cell);
  const code = rows.flatMap((cell) => [...cell.matchAll(/`[^`]+`/g)].map(([span]) => span));
  const paths = [...readme.matchAll(/`\/[^`\s]+`/g)].map(([span]) => span);
  const documents = [...readme.matchAll(/\]\(((?:docs\/|(?!README)[A-Z]+\.md)[^)]*)(?<!png|webp)\)/g)].map(
    ([, path = '']) => path,
  );
  return [...new Set([...code, ...paths, ...documents])].sort();
}

test('both READMEs reference the same settings, commands, HTTP paths and documents', () => {
  const english = referencesIn(read('README.md'));
  expect(english).toContain('`OPENAI_API_KEY`');
  expect(english).toContain('docs/http.md');
  expect(referencesIn(read('README.zh-CN.md'))).toEqual(english);
});

/** The kinds of a README's lines that give it its structure, in order. */
function structureOf(readme: string): string[] {
  return [...readme.matchAll(/^(?:#+ |- |!\[|```)/gm)].map(([start]) => start.trim());
}

test('both READMEs have the same structure', () => {
  expect(structureOf(read('README.zh-CN.md'))).toEqual(structureOf(read('README.md')));
});

test('every picture is shown in a README', () => {
  const shown = ['README.md', 'README.zh-CN.md'].flatMap((name) =>
    [...read(name).matchAll(/docs\/pictures\/([^)]+)\)/g)].map(([, picture]) => picture),
  );
  const pictures = readdirSync(new URL('../docs/pictures', import.meta.url));
  expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([]);
});
