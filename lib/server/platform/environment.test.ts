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
  expect(settings.dataDirectory).toBeUndefined();
});

test('closes connections after a minute, unless the next one might reach a server without the run', () => {
  const redis = { KV_REST_API_URL: 'https://r.example', KV_REST_API_TOKEN: 't', OPENAI_API_KEY: 'k' };
  expect(parseEnvironment({}).connectionLifetimeMs).toBe(60_000);
  expect(parseEnvironment({ VERCEL: '1' }).connectionLifetimeMs).toBe(0);
  expect(parseEnvironment({ VERCEL: '1', ...redis }).connectionLifetimeMs).toBe(60_000);
  expect(parseEnvironment({ CONNECTION_LIFETIME_MS: '25000' }).connectionLifetimeMs).toBe(25_000);
  expect(() => parseEnvironment({ CONNECTION_LIFETIME_MS: '999' })).toThrow('CONNECTION_LIFETIME_MS');
});

test('stores answers in a folder of its own, unless the disk is turned off', () => {
  expect(parseEnvironment({}).dataDirectory).toBe('.runnel');
  expect(parseEnvironment({ DATA_DIR: '/data' }).dataDirectory).toBe('/data');
  expect(parseEnvironment({ DATA_DIR: 'memory' }).dataDirectory).toBeUndefined();
});

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['24h', 86_400_000],
  [' 7d ', 604_800_000],
])('reads the duration %j', (text, milliseconds) => {
  expect(parseEnvironment({ KEEP_ANSWERS_FOR: text }).keepAnswersMs).toBe(milliseconds);
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

test('answers in the background only over the responses API', () => {
  const background = { OPENAI_API_KEY: 'k', OPENAI_BACKGROUND: 'on' };
  expect(parseEnvironment(background).background).toBe(true);
  expect(parseEnvironment({ OPENAI_API_KEY: 'k' }).background).toBe(false);
  expect(() => parseEnvironment({ ...background, OPENAI_API: 'chat' })).toThrow(
    /^OPENAI_BACKGROUND: [^\n]+$/,
  );
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
  ['SESSION_SECRET', 'sixteen letters or more,short'],
  ['ACCESS_CODES', 'abc'],
  ['ACCESS_CODES', 'two words'],
  ['ACCESS_CODES', 'ann:first-code,second-code'],
  ['ACCESS_CODES', ':code-without-name'],
  ['TRUSTED_USER_HEADER', 'x-user'],
  ['TRUST_PROXY', 'yes'],
  ['OPEN_TO_ALL', 'true'],
  ['CORS_ORIGINS', 'https://a.example/'],
  ['CORS_ORIGINS', '*'],
  ['USER_KEYS', 'yes'],
  ['USER_BASE_URLS', 'http://api.example.dev/v1'],
  ['USER_BASE_URLS', 'https://10.0.0.1/v1'],
  ['USER_BASE_URLS', 'https://api.example.dev/v1,https://intranet.local/v1'],
  ['USER_BASE_URLS', 'https://7f000001.c0a80001.rbndr.us/v1'],
  ['USER_BASE_URLS', 'https://api.example.dev:8443/v1'],
  ['USER_BASE_URLS', 'https://user@api.example.dev/v1'],
  ['USER_BASE_URLS', 'https://api.example.dev/v1?key=1'],
  ['MAX_STEPS', '0'],
  ['MAX_STEPS', '65'],
  ['MAX_OUTPUT_TOKENS', '0'],
  ['V1_FIELDS', 'a b'],
  ['MODEL_PRICES', '2.5'],
  ['MODEL_PRICES', '{"m":2.5}'],
  ['MODEL_PRICES', '{"m":{"input":1}}'],
  ['MODEL_PRICES', '{"m":{"input":-1,"output":1}}'],
  ['MODEL_PRICES', 'm=1'],
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

test('reads one access code, or several with names, in either variable', () => {
  expect(parseEnvironment({}).access).toBeUndefined();
  expect(parseEnvironment({ ACCESS_CODE: 'sesame' }).access?.codes).toEqual([
    { name: 'default', code: 'sesame' },
  ]);
  expect(parseEnvironment({ ACCESS_CODES: 'ann: open:sesame , ben:other' }).access?.codes).toEqual([
    { name: 'ann', code: 'open:sesame' },
    { name: 'ben', code: 'other' },
  ]);
});

test('trusts a user header only behind a proxy', () => {
  const settings = parseEnvironment({ TRUSTED_USER_HEADER: 'X-User', TRUST_PROXY: '1' });
  expect(settings.access).toEqual({ codes: [], userHeader: 'x-user' });
});

test('two session secrets rotate', () => {
  const secrets = ['a new secret of this test', 'an old secret of this test'];
  expect(parseEnvironment({ SESSION_SECRET: secrets.join(', ') }).sessionSecrets).toEqual(secrets);
});

test('with Redis, an API key stands in for the session secret', () => {
  const redis = { KV_REST_API_URL: 'https://r.example', KV_REST_API_TOKEN: 't' };
  expect(parseEnvironment({ ...redis, OPENAI_API_KEY: 'k' }).redis).toBeDefined();
});

test('people may use own keys at well-known providers, or those that the operator lists, once USER_KEYS is on', () => {
  const USER_BASE_URLS = 'https://api.example.dev/v1/ , https://other.dev';
  expect(parseEnvironment({ USER_BASE_URLS }).userBaseUrls).toEqual([]);
  expect(parseEnvironment({ USER_KEYS: 'on' }).userBaseUrls).toContain('https://api.openai.com/v1');
  const listed = ['https://api.example.dev/v1', 'https://other.dev'];
  expect(parseEnvironment({ USER_KEYS: 'on', USER_BASE_URLS }).userBaseUrls).toEqual(listed);
});

test.each([
  [['*'], {}],
  [undefined, { HOST: '0.0.0.0' }],
  [undefined, { VERCEL: '1' }],
  [undefined, { TRUST_PROXY: '1' }],
  [undefined, { ACCESS_CODES: 'sesame' }],
  [['top_k', 'seed'], { ACCESS_CODES: 'sesame', V1_FIELDS: 'top_k, seed' }],
])('passes on the fields %j with %j', (v1Fields, variables) => {
  expect(parseEnvironment(variables).v1Fields).toEqual(v1Fields);
});

const upstream = { OPENAI_API_KEY: 'k' };
test.each([
  [false, { ...upstream }],
  [false, { ...upstream, HOST: 'localhost' }],
  [false, { ...upstream, HOST: '::1' }],
  [false, { HOST: '0.0.0.0' }],
  [false, { ...upstream, HOST: '0.0.0.0', ACCESS_CODES: 'sesame' }],
  [false, { ...upstream, HOST: '0.0.0.0', TRUSTED_USER_HEADER: 'x-user', TRUST_PROXY: '1' }],
  [false, { ...upstream, HOST: '0.0.0.0', OPEN_TO_ALL: 'yes' }],
  [true, { ...upstream, HOST: '0.0.0.0' }],
  [true, { OPENAI_BASE_URL: 'http://10.0.0.1/v1', HOST: '192.168.1.5', OPEN_TO_ALL: 'no' }],
  [true, { ...upstream, VERCEL: '1' }],
])('isExposed is %s with %j', (isExposed, variables) => {
  expect(parseEnvironment(variables).isExposed).toBe(isExposed);
});

test.each([
  [['127.0.0.1'], {}],
  [['chat.example', 'box'], { ALLOWED_HOSTS: 'chat.example, box' }],
  [['chat.example'], { ALLOWED_HOSTS: 'chat.example', HOST: '0.0.0.0' }],
  [undefined, { HOST: '0.0.0.0' }],
  [undefined, { VERCEL: '1' }],
  [undefined, { ACCESS_CODES: 'sesame' }],
])('allows the hosts %j with %j', (allowedHosts, variables) => {
  expect(parseEnvironment(variables).allowedHosts).toEqual(allowedHosts);
});
