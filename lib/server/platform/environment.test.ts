import { expect, test } from 'vitest';
import { EnvironmentError, parseEnvironment } from './environment.ts';

test('without variables there is no upstream, and the clocks have their defaults', () => {
  const settings = parseEnvironment({});
  expect(settings.baseUrl).toBeUndefined();
  expect(settings.localModels).toBe(true);
  expect(settings.clocks).toEqual({ firstTokenMs: 300_000, idleMs: 120_000, runMs: 3_600_000 });
});

test('a key alone means api.openai.com; a base URL alone is enough', () => {
  expect(parseEnvironment({ OPENAI_API_KEY: 'k' }).baseUrl).toBe('https://api.openai.com/v1');
  expect(parseEnvironment({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1/' }).baseUrl).toBe(
    'http://127.0.0.1:9/v1',
  );
});

test('an empty value counts as unset', () => {
  expect(parseEnvironment({ OPENAI_API_KEY: '', PORT: ' ' })).toEqual(parseEnvironment({}));
});

test('model ids are split at commas and trimmed', () => {
  expect(parseEnvironment({ OPENAI_MODELS: ' a, b ,,c' }).models).toEqual(['a', 'b', 'c']);
});

test('a serverless host looks for no local servers and ends runs before the platform does', () => {
  const settings = parseEnvironment({ VERCEL: '1' });
  expect(settings.localModels).toBe(false);
  expect(settings.clocks.runMs).toBe(280_000);
});

test('Redis is named by either pair of variables', () => {
  const SESSION_SECRET = 'sixteen letters or more';
  const redis = { url: 'https://r.example', token: 't' };
  expect(
    parseEnvironment({
      UPSTASH_REDIS_REST_URL: redis.url,
      UPSTASH_REDIS_REST_TOKEN: redis.token,
      SESSION_SECRET,
    }).redis,
  ).toEqual(redis);
  expect(
    parseEnvironment({ KV_REST_API_URL: redis.url, KV_REST_API_TOKEN: redis.token, SESSION_SECRET }).redis,
  ).toEqual(redis);
  expect(parseEnvironment({}).redis).toBeUndefined();
});

test.each([
  ['UPSTASH_REDIS_REST_TOKEN', { UPSTASH_REDIS_REST_URL: 'https://r.example' }],
  ['KV_REST_API_URL', { KV_REST_API_TOKEN: 't' }],
  ['UPSTASH_REDIS_REST_URL', { UPSTASH_REDIS_REST_URL: 'redis://r.example', UPSTASH_REDIS_REST_TOKEN: 't' }],
  ['SESSION_SECRET', { KV_REST_API_URL: 'https://r.example', KV_REST_API_TOKEN: 't' }],
])('Redis without a fitting %s is refused in one line that names it', (name, variables) => {
  expect(() => parseEnvironment(variables)).toThrow(EnvironmentError);
  expect(() => parseEnvironment(variables)).toThrow(new RegExp(`^${name}: [^\\n]+$`));
});

test('MCP servers are read from JSON, in its order; pages are fetched only where that is switched on', () => {
  const settings = parseEnvironment({
    MCP_SERVERS:
      '{"b":{"url":"https://b.dev/mcp","headers":{"authorization":"Bearer k"}},"a":{"url":"http://127.0.0.1:1","consent":"never"}}',
    WEB_FETCH: 'on',
  });
  expect(settings.mcpServers).toEqual([
    { name: 'b', url: 'https://b.dev/mcp', headers: { authorization: 'Bearer k' }, consent: 'ask' },
    { name: 'a', url: 'http://127.0.0.1:1', headers: {}, consent: 'never' },
  ]);
  expect(settings.webFetch).toBe(true);
  expect(parseEnvironment({})).toMatchObject({ mcpServers: [], webFetch: false });
});

test.each([
  ['PORT', 'abc'],
  ['OPENAI_BASE_URL', 'ftp://x'],
  ['OPENAI_BASE_URL', 'not a url'],
  ['OPENAI_API', 'completions'],
  ['DEMO_MODEL', 'yes'],
  ['IDLE_TIMEOUT_MS', '-1'],
  ['SESSION_SECRET', 'short'],
  ['ACCESS_CODE', 'sesame'],
  ['WEB_FETCH', 'yes'],
  ['MCP_SERVERS', '{'],
  ['MCP_SERVERS', '[]'],
  ['MCP_SERVERS', '{"a":{}}'],
  ['MCP_SERVERS', '{"a":{"url":"ftp://a"}}'],
  ['MCP_SERVERS', '{"a":{"url":"https://a.dev","consent":"maybe"}}'],
  ['MCP_SERVERS', '{"a b":{"url":"https://a.dev"}}'],
])('%s=%s is refused in one line that names it', (name, value) => {
  expect(() => parseEnvironment({ [name]: value })).toThrow(EnvironmentError);
  expect(() => parseEnvironment({ [name]: value })).toThrow(new RegExp(`^${name}[^:\\n]*: [^\\n]+$`));
});
