import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { environmentSchema, parseEnvironment } from '#lib/server/platform/environment.ts';
import { SETTINGS, UNDOCUMENTED } from './settings/documented-settings.ts';
import { envExample, withSettings } from './settings/render-settings.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

/** Ignores how wide the formatter made the columns of a table. */
const withoutAlignment = (markdown: string) => markdown.replace(/ +/g, ' ').replace(/-{2,}/g, '-');

test.each([
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh'],
] as const)('%s has the settings that npm run docs:settings writes', (name, language) => {
  const readme = read(name);
  expect(withoutAlignment(readme)).toBe(withoutAlignment(withSettings(readme, language)));
});

test('.env.example is what npm run docs:settings writes', () => {
  expect(read('.env.example')).toBe(envExample());
});

test('every variable of the schema is documented once, or named as undocumented', () => {
  expect([...Object.keys(SETTINGS), ...UNDOCUMENTED].sort()).toEqual(
    Object.keys(environmentSchema.shape).sort(),
  );
});

test('the server accepts the values of .env.example once a secret is added', () => {
  const entries = [...envExample().matchAll(/^# ([A-Z_\d]+)=(.*)$/gm)];
  expect(entries).toHaveLength(Object.keys(SETTINGS).length);
  const variables = entries.map(([, name = '', value = '']) => [name, value.replace(/^'|'$/g, '')]);
  const environment = { ...Object.fromEntries(variables), SESSION_SECRET: 'sixteen letters or more' };
  expect(() => parseEnvironment(environment)).not.toThrow();
});
