import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The lines of a language's translations in which `pattern` occurs, except comments. */
function linesWith(pattern: RegExp, language: 'en' | 'zh'): string[] {
  const folder = new URL(`${language}/`, import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) =>
    readFileSync(new URL(name, folder), 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line) && !/^\s*(\/?\*|\/\/)/.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
}

test.each([
  ['straight apostrophes', /[a-z]'[a-z]/i],
  ['straight quotation marks', /"/],
  ['three dots instead of an ellipsis', /\w\.\.\./],
  ['space before a percent sign', /\d %/],
  ['double spaces', /\w {2}\w/],
])('English has no %s', (_, pattern) => {
  expect(linesWith(pattern, 'en')).toEqual([]);
});

test.each([
  ['half-width punctuation beside a character', /\p{Script=Han}[,;:!?()]|[,;:!?()]\p{Script=Han}/u],
  ['letters or digits beside a character without a space', /\p{Script=Han}[a-z\d]|[a-z\d%]\p{Script=Han}/iu],
  ['space beside full-width punctuation', /[，。；：！？（）“”] [^·]|[^·] [，。；：！？（）“”]/u],
  ['straight quotation marks', /"/],
  ['three dots instead of an ellipsis', /\p{Script=Han}\.{3}/u],
  ['您 beside the usual 你', /您/],
])('Chinese has no %s', (_, pattern) => {
  expect(linesWith(pattern, 'zh')).toEqual([]);
});
