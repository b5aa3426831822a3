import { expect, test } from 'vitest';
import { EnvironmentError, parseEnvironment } from './environment.ts';

test('without variables there is no upstream and the timeouts have their defaults', () => {
  const settings = parseEnvironment({});
  expect(settings.baseUrl).toBeUndefined();
  expect(settings.localModels).toBe(true);
  expect(settings.timeouts).toEqual({ firstTokenMs: 300_000, idleMs: 120_000, runMs: 3_600_000 });
});

test('an API key implies api.openai.com, and a base URL needs no key', () => {
  expect(parseEnvironment({ OPENAI_API_KEY: 'k' }).baseUrl).toBe('https://api.openai.com/v1');
  expect(parseEnvironment({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1/' }).baseUrl).toBe(
    'http://127.0.0.1:9/v1',
  );
});

test('an empty value counts as unset', () => {
  expect(parseEnvironment({ OPENAI_API_KEY: '', PORT: ' ' })).toEqual(parseEnvironment({}));
});

test('splits model ids at commas and trims them', () => {
  expect(parseEnvironment({ OPENAI_MODELS: ' a, b ,,c' }).models).toEqual(['a', 'b', 'c']);
});

test('on Vercel, local models are off and runs end before the platform would end them', () => {
  const settings = parseEnvironment({ VERCEL: '1' });
  expect(settings.localModels).toBe(false);
  expect(settings.timeouts.runMs).toBe(280_000);
});

test('accepts either pair of variables for Redis', () => {
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
])('rejects Redis without a valid %s in one line that names the variable', (name, variables) => {
  expect(() => parseEnvironment(variables)).toThrow(EnvironmentError);
  expect(() => parseEnvironment(variables)).toThrow(new RegExp(`^${name}: [^\\n]+$`));
});

test('reads MCP servers from JSON in its order', () => {
  const settings = parseEnvironment({
    MCP_SERVERS:
      '{"b":{"url":"https://b.dev/mcp","headers":{"authorization":"Bearer k"}},"a":{"url":"http://127.0.0.1:1","consent":"never"}}',
  });
  expect(settings.mcpServers).toEqual([
    { name: 'b', url: 'https://b.dev/mcp', headers: { authorization: 'Bearer k' }, consent: 'ask' },
    { name: 'a', url: 'http://127.0.0.1:1', headers: {}, consent: 'never' },
  ]);
  expect(parseEnvironment({}).mcpServers).toEqual([]);
});

test('fetching web pages is off by default', () => {
  expect(parseEnvironment({}).webFetch).toBe(false);
  expect(parseEnvironment({ WEB_FETCH: 'on' }).webFetch).toBe(true);
});

test('serves on port 3000 of the loopback interface by default', () => {
  expect(parseEnvironment({})).toMatchObject({ port: 3000, host: '127.0.0.1' });
  expect(parseEnvironment({ PORT: '8080', HOST: '0.0.0.0' })).toMatchObject({ port: 8080, host: '0.0.0.0' });
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
])('rejects %s=%s in one line that names the variable', (name, value) => {
  expect(() => parseEnvironment({ [name]: value })).toThrow(EnvironmentError);
  expect(() => parseEnvironment({ [name]: value })).toThrow(new RegExp(`^${name}[^:\\n]*: [^\\n]+$`));
});
