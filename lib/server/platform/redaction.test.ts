import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function redact(
  text: string,
  variables: Record<string, string> = {},
  maxLength = 500,
): Promise<string> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const { redactSecrets } = await import('./redaction.ts');
  return redactSecrets(text, maxLength);
}

test('removes the configured API key, whatever it looks like', async () => {
  const OPENAI_API_KEY = 'correct horse (battery)';
  const text = `Sorry, ${OPENAI_API_KEY} is used up; ${OPENAI_API_KEY}!`;
  expect(await redact(text, { OPENAI_API_KEY })).toBe('Sorry, … is used up; …!');
});

test('ignores configured values too short to be secrets', async () => {
  expect(await redact('The model is none of ours.', { OPENAI_API_KEY: 'none' })).toBe(
    'The model is none of ours.',
  );
});

test('removes every configured secret, plain, percent-encoded and in base64', async () => {
  const server = {
    url: 'https://ann:pass%2Fword@mcp.example/path-token-0123456789/mcp?access=query token',
    headers: { 'x-api': 'header/value', authorization: 'Custom scheme-value' },
  };
  const secrets = [
    'session secret value',
    'redis/token',
    'pass/word',
    'ann:pass/word',
    'path-token-0123456789',
    'query token',
    'header/value',
    'scheme-value',
  ];
  const message = secrets.flatMap((secret) => [secret, encodeURIComponent(secret), btoa(secret)]).join(' , ');
  const text = await redact(
    message,
    {
      SESSION_SECRET: 'session secret value',
      UPSTASH_REDIS_REST_URL: 'https://redis.example',
      UPSTASH_REDIS_REST_TOKEN: 'redis/token',
      MCP_SERVERS: JSON.stringify({ docs: server }),
    },
    2_000,
  );
  expect(text.replace(/[…=]/g, '').replace(/[, ]+/g, '')).toBe('');
});

test('removes user and password from URLs', async () => {
  expect(await redact('at https://ann:pw@relay.example/v1')).toBe('at https://…@relay.example/v1');
});

test.each([
  'The model gpt-4o-mini-2024-07-18 is not available in eu-west-1.',
  'Rate limit reached: 128000 tokens per min (TPM). Try again in 1.2s.',
  'max_tokens: 100000 is more than the model allows.',
  'See https://platform.openai.com/account/api-keys.',
  'Request id req_0123456789abcdef.',
])('leaves %s unchanged', async (text) => expect(await redact(text)).toBe(text));

test('returns one line of at most the given length', async () => {
  expect(await redact('  a\n\t b  ')).toBe('a b');
  expect(await redact('abcdef', {}, 3)).toBe('abc');
});

test('handles a page of a megabyte', async () => {
  const page = 'key-'.repeat(250_000);
  expect(await redact(page)).toBe(page.slice(0, 500));
});
