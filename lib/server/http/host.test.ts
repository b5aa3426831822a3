import { beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllEnvs();
});

/** The code with which a request by this name is refused; undefined if it is not. */
async function refusal(host: string | undefined, variables: Record<string, string> = {}) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const { requireAllowedHost } = await import('./host.ts');
  const request = new Request('http://127.0.0.1:3000/', { headers: host === undefined ? {} : { host } });
  try {
    requireAllowedHost(request);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test.each([
  'localhost:3000',
  'LOCALHOST',
  'runnel.localhost:3000',
  '127.0.0.1:3000',
  '127.1.2.3',
  '[::1]:3000',
  undefined, // HTTP/1.0, no browser
])('a server on loopback answers to %s', async (host) => expect(await refusal(host)).toBeUndefined());

test.each([
  'evil.example',
  'evil.example:3000',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '192.168.1.5:3000',
  '',
])('a server on loopback does not answer to %j', async (host) => {
  expect(await refusal(host)).toBe('host-not-allowed');
});

test('answers to the names in ALLOWED_HOSTS, on every port', async () => {
  const variables = { ALLOWED_HOSTS: 'chat.example,box' };
  expect(await refusal('Chat.Example:8443', variables)).toBeUndefined();
  expect(await refusal('box', variables)).toBeUndefined();
  expect(await refusal('a.chat.example', variables)).toBe('host-not-allowed');
});

test('answers to any name with access control, or beyond loopback', async () => {
  expect(await refusal('chat.example', { ACCESS_CODES: 'sesame' })).toBeUndefined();
  vi.resetModules();
  vi.unstubAllEnvs();
  expect(await refusal('chat.example', { HOST: '0.0.0.0' })).toBeUndefined();
});

test('a server that is open to strangers answers to nobody', async () => {
  expect(await refusal('localhost', { OPENAI_API_KEY: 'k', HOST: '0.0.0.0' })).toBe('access-not-configured');
});
