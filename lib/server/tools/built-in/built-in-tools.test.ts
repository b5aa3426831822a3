import { afterEach, expect, test, vi } from 'vitest';
import { builtInTools } from './built-in-tools.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

test('fetch_web_page is included only with WEB_FETCH=on', async () => {
  expect(builtInTools().map(({ name }) => name)).toEqual([
    'current_time',
    'calculate',
    'draw_chart',
    'run_javascript',
  ]);
  vi.stubEnv('WEB_FETCH', 'on');
  vi.resetModules();
  const fresh = await import('./built-in-tools.ts');
  expect(fresh.builtInTools().map(({ name }) => name)).toContain('fetch_web_page');
});
