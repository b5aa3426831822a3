import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

test('the browser build does not contain ELK, which is not under a permissive license', () => {
  const folder = '.next/static';
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  expect(scripts.length).toBeGreaterThan(20);
  const withElk = scripts.filter((name) =>
    readFileSync(join(folder, name), 'utf8').includes('org.eclipse.elk'),
  );
  expect(withElk).toEqual([]);
});
