import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

/** The functions of a server with these variables. */
async function load(variables: Record<string, string>) {
  vi.resetModules();
  vi.unstubAllEnvs();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return import('./signature.ts');
}

const [OLD, NEW] = ['an old secret of this test', 'a new secret of this test'];

test('a rotated secret still verifies, but signs no more', async () => {
  const old = await (await load({ SESSION_SECRET: OLD })).sign('x');
  const rotating = await load({ SESSION_SECRET: `${NEW},${OLD}` });
  expect(await rotating.isSigned('x', old)).toBe(true);
  const signature = await rotating.sign('x');
  expect(signature).not.toBe(old);
  const rotated = await load({ SESSION_SECRET: NEW });
  expect(await rotated.isSigned('x', signature)).toBe(true);
  expect(await rotated.isSigned('x', old)).toBe(false);
});

test('without a secret, servers with the same API key accept each other’s signatures', async () => {
  const signature = await (await load({ OPENAI_API_KEY: 'sk-one' })).sign('x');
  expect(await (await load({ OPENAI_API_KEY: 'sk-one' })).isSigned('x', signature)).toBe(true);
  expect(await (await load({ OPENAI_API_KEY: 'sk-two' })).isSigned('x', signature)).toBe(false);
  expect(await (await load({ SESSION_SECRET: 'sk-one sk-one sk-one' })).isSigned('x', signature)).toBe(false);
});

test('without either, all code of a process shares a random secret', async () => {
  const signature = await (await load({})).sign('x');
  expect(await (await load({})).isSigned('x', signature)).toBe(true);
});
