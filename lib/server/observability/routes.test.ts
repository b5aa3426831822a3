import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findRoute, ROUTES } from './routes.ts';

const root = new URL('../../../', import.meta.url);

test('every route file has its name, which its requests are counted under', () => {
  const files = globSync('app/**/route.ts', { cwd: root });
  expect(files.length).toBeGreaterThan(5);
  const paths = files.map((file) => `/${file.split('/').slice(1, -1).join('/')}`);
  for (const path of paths.filter((path) => path !== '/api/health')) {
    const url = `http://localhost${path.replace(/\[\.*(\w+)\]/g, 'some-id')}?query=1`;
    expect(findRoute(url), path).toBe(path.replace(/\[\.*(\w+)\]/g, ':$1'));
  }
});

test('whatever else a URL has is no name of its own', () => {
  expect(findRoute('http://localhost/api/chats/a/run/stream')).toBe('/api/chats/:chatId/run');
  expect(findRoute('http://localhost/v1/models/org/name')).toBe('/v1/models/:modelId');
  for (const path of ['/', '/api/chats/a', '/api/chats/a/b/run', '/API/runs', '/other'])
    expect(findRoute(`http://localhost${path}`)).toBe('other');
  expect(new Set(ROUTES).size).toBe(ROUTES.length);
});
