import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

test('the browser build does not contain ELK, which is not under a permissive license', () => {
  const scripts = ['.next/static', 'public/frames'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => join(folder, name)),
  );
  expect(scripts.some((path) => path.endsWith('mermaid-drawing.js'))).toBe(true);
  const withElk = scripts.filter((path) => readFileSync(path, 'utf8').includes('org.eclipse.elk'));
  expect(withElk).toEqual([]);
});
