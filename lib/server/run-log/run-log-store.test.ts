import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** What a fresh process with these variables logs when its first runs start. */
async function warningsOf(variables: Record<string, string>) {
  vi.resetModules();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { runLogStore } = await import('./run-log-store.ts');
  runLogStore();
  runLogStore();
  return warn.mock.calls.flat();
}

test('an instance on Vercel without Redis logs once what does not work', async () => {
  expect(await warningsOf({ VERCEL: '1' })).toEqual([
    expect.stringContaining('Add the Upstash for Redis integration'),
  ]);
});

test.each([
  ['a single server', {}],
  [
    'an instance on Vercel with Redis',
    {
      VERCEL: '1',
      KV_REST_API_URL: 'https://redis.example',
      KV_REST_API_TOKEN: 'token',
      SESSION_SECRET: 'x'.repeat(16),
    },
  ],
])('%s logs nothing', async (_, variables) => {
  expect(await warningsOf(variables)).toEqual([]);
});
