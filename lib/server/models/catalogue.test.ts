import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY_MS, shiftWallClock } from '../testing/fake-time.ts';

const refused = () =>
  Promise.reject(
    new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) }),
  );
const list = (...ids: string[]) => Response.json({ data: ids.map((id) => ({ id })) });

/** Servers by address prefix. All other addresses refuse the connection. */
let servers: Record<string, () => Response | Promise<Response>>;
const fake = vi.fn((url: string, _init?: RequestInit) => {
  const answer = Object.entries(servers).find(([start]) => url.startsWith(start))?.[1];
  return Promise.resolve(answer === undefined ? refused() : answer());
});

const VARIABLES = [
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_MODELS',
  'OPENAI_API',
  'DEMO_MODEL',
  'LOCAL_MODELS',
  'PORT',
  'VERCEL',
];

/** A fresh process with these variables. */
async function models(variables: Record<string, string> = {}) {
  vi.resetModules();
  for (const name of VARIABLES) vi.stubEnv(name, variables[name] ?? '');
  return import('./catalogue.ts');
}
const ids = (catalogue: { models: { id: string }[] }) => catalogue.models.map(({ id }) => id);
const relay = { OPENAI_BASE_URL: 'https://relay.example/v1', OPENAI_API_KEY: 'key' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  servers = {};
  vi.stubGlobal('fetch', fake.mockClear());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

describe('the list', () => {
  test('has only the demo and a notice when nothing else is found', async () => {
    const { listModels, findModel } = await models();
    const catalogue = await listModels();
    expect(ids(catalogue)).toEqual(['demo']);
    expect(catalogue.notice).toMatchObject({ code: 'demo-only', variable: 'OPENAI_API_KEY' });
    expect((await findModel(undefined)).info.id).toBe('demo');
  });

  test('has no notice when the demo was switched on', async () => {
    expect((await (await models({ DEMO_MODEL: 'on' })).listModels()).notice).toBeUndefined();
  });

  test('has a notice on Vercel without Redis', async () => {
    servers = { 'https://relay.example': () => list('a') };
    const { notice } = await (await models({ ...relay, VERCEL: '1' })).listModels();
    expect(notice).toMatchObject({ code: 'no-redis', variable: 'UPSTASH_REDIS_REST_URL' });
    expect((await (await models(relay)).listModels()).notice).toBeUndefined();
  });

  test('says why the upstream has no list, without the credentials in its address', async () => {
    servers = {
      'https://ann:pass@relay.example': () =>
        Promise.reject(new TypeError('no credentials in https://ann:pass@relay.example/v1/models')),
    };
    const { listModels } = await models({ ...relay, OPENAI_BASE_URL: 'https://ann:pass@relay.example/v1' });
    expect((await listModels()).notice?.message).toBe(
      'Could not list the models of relay.example (no credentials in https://…@relay.example/v1/models). Check OPENAI_BASE_URL.',
    );
  });

  test('is empty when the demo is off', async () => {
    const { listModels, findModel } = await models({ DEMO_MODEL: 'off' });
    expect(await listModels()).toMatchObject({ models: [], notice: { code: 'no-models' } });
    await expect(findModel(undefined)).rejects.toMatchObject({ code: 'model-unavailable' });
  });

  test('has the models of the upstream, without the demo', async () => {
    servers = { 'https://relay.example': () => list('b', 'a') };
    const { listModels, findModel } = await models(relay);
    expect(await listModels()).toMatchObject({
      models: [{ id: 'a', provider: 'relay.example' }, { id: 'b' }],
    });
    expect((await listModels()).notice).toBeUndefined();
    expect((await findModel(undefined)).info.id).toBe('a');
    expect((await findModel('b')).info.id).toBe('b');
  });

  test('has the demo last when it is on beside other models', async () => {
    servers = { 'https://relay.example': () => list('a') };
    expect(ids(await (await models({ ...relay, DEMO_MODEL: 'on' })).listModels())).toEqual(['a', 'demo']);
  });

  test('has the models of local servers, prefixed with the server name', async () => {
    servers = {
      'http://127.0.0.1:11434/v1': () => list('llama3.2', 'nomic-embed-text'),
      'http://127.0.0.1:1234/v1': () => list('qwen3'),
      'http://127.0.0.1:8080/v1': () => new Response('<html>not a model server</html>'),
    };
    const { listModels, findModel } = await models();
    const catalogue = await listModels();
    expect(catalogue.models).toMatchObject([
      { id: 'ollama/llama3.2', label: 'llama3.2 (Ollama)', provider: 'ollama' },
      { id: 'lm-studio/qwen3', label: 'qwen3 (LM Studio)', provider: 'lm-studio' },
    ]);
    expect(catalogue.notice).toBeUndefined();
    const { ask } = await findModel('lm-studio/qwen3');
    await (await ask({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] })).cancel();
    const [url, init] = fake.mock.lastCall ?? [];
    expect(String(url)).toBe('http://127.0.0.1:1234/v1/chat/completions');
    expect(JSON.parse(String(init?.body)).model).toBe('qwen3');
  });

  test('has the context window of each model whose server states it', async () => {
    const stated = (facts: object) => () => Response.json({ data: [{ id: 'm', ...facts }] });
    servers = {
      'https://relay.example': stated({ context_length: 131_072 }),
      'http://127.0.0.1:8000/v1': stated({ max_model_len: 32_768 }),
    };
    const listed = (await (await models(relay)).listModels()).models;
    expect(listed.map(({ contextWindow }) => contextWindow)).toEqual([131_072, 32_768]);
  });

  test('skips this server’s own port, and all local servers with LOCAL_MODELS=off', async () => {
    await (await models({ PORT: '8000' })).listModels();
    const asked = fake.mock.calls.map(([url]) => new URL(url).port);
    expect(asked.sort()).toEqual(['11434', '1234', '8080']);
    fake.mockClear();
    await (await models({ LOCAL_MODELS: 'off' })).listModels();
    expect(fake).not.toHaveBeenCalled();
  });
});

describe('an unreachable upstream', () => {
  const page = () =>
    new Response('<!doctype html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } });
  const silent = () => Promise.reject(new DOMException('Too late.', 'TimeoutError'));
  test.each([
    ['that refuses', refused, 'ECONNREFUSED', 'OPENAI_BASE_URL'],
    ['that does not answer', silent, 'no answer in time', 'OPENAI_BASE_URL'],
    ['that rejects the key', () => new Response('', { status: 401 }), 'HTTP 401', 'OPENAI_API_KEY'],
    ['that shows a login page', page, 'not a list of models', 'OPENAI_BASE_URL'],
    ['that lists no models', () => Response.json({}), 'not a list of models', 'OPENAI_BASE_URL'],
  ])('%s is reported with its address and the setting to check', async (_, server, reason, variable) => {
    servers = { 'https://relay.example': server };
    const { notice } = await (await models(relay)).listModels();
    const message = `Could not list the models of relay.example (${reason}). Check ${variable}.`;
    expect(notice).toEqual({
      code: 'upstream-unreachable',
      message,
      variable,
      address: 'https://relay.example',
    });
  });

  const address = 'https://relay.example';
  test.each([
    [
      'that refuses',
      refused,
      'Cannot reach https://relay.example (ECONNREFUSED). Check OPENAI_BASE_URL and make sure that server is running.',
      { address, variable: 'OPENAI_BASE_URL' },
    ],
    [
      'that does not answer',
      silent,
      'Cannot reach https://relay.example (no answer in time). Check OPENAI_BASE_URL and make sure that server is running.',
      { address, variable: 'OPENAI_BASE_URL' },
    ],
    [
      'that rejects the key',
      () => new Response('', { status: 401 }),
      'Could not list the models of relay.example (HTTP 401). Check OPENAI_API_KEY.',
      { status: 401, variable: 'OPENAI_API_KEY' },
    ],
    [
      'that shows a login page',
      page,
      'Could not list the models of relay.example (not a list of models). Check OPENAI_BASE_URL.',
      undefined,
    ],
  ])('%s is replaced by nothing', async (_, server, message, upstream) => {
    servers = { 'https://relay.example': server, 'http://127.0.0.1:11434/v1': () => list('llama3.2') };
    for (const demo of ['', 'on']) {
      const { findModel, listModels } = await models({ ...relay, DEMO_MODEL: demo });
      for (const id of [undefined, 'a'])
        await expect(findModel(id)).rejects.toMatchObject({ code: 'model-unavailable', message, upstream });
      // A reader who chooses another model gets it.
      expect((await findModel('ollama/llama3.2')).info.id).toBe('ollama/llama3.2');
      expect(ids(await listModels())).toEqual(['ollama/llama3.2', ...(demo ? ['demo'] : [])]);
    }
  });

  test('that lists nothing is not replaced by the demo', async () => {
    servers = { 'https://relay.example': () => list() };
    const { findModel, listModels } = await models(relay);
    expect(await listModels()).toMatchObject({ models: [], notice: { code: 'no-models' } });
    await expect(findModel(undefined)).rejects.toMatchObject({ code: 'model-unavailable' });
  });

  test('is retried at the next request', async () => {
    const { listModels } = await models(relay);
    await listModels();
    servers = { 'https://relay.example': () => list('a') };
    expect(ids(await listModels())).toEqual(['a']);
  });
});

describe('finding a model', () => {
  test('from OPENAI_MODELS fetches no list; the first one is the default', async () => {
    const { findModel } = await models({ ...relay, OPENAI_MODELS: 'z, a' });
    expect((await findModel(undefined)).info.id).toBe('z');
    expect((await findModel('a')).info.id).toBe('a');
    expect(fake).not.toHaveBeenCalled();
  });

  test('with an unknown id is rejected by name', async () => {
    const { findModel } = await models();
    await expect(findModel('gpt-9')).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('`gpt-9`'),
    });
    await expect(findModel('x'.repeat(5000))).rejects.toMatchObject({
      message: expect.stringMatching(/^.{0,200}$/),
    });
  });

  test('fetches the lists once in thirty seconds, also for simultaneous requests', async () => {
    servers = { 'https://relay.example': () => list('a') };
    const { findModel } = await models({ ...relay, LOCAL_MODELS: 'off' });
    await Promise.all([findModel('a'), findModel('a'), findModel(undefined)]);
    expect(fake).toHaveBeenCalledTimes(1);
    shiftWallClock(DAY_MS);
    vi.advanceTimersByTime(29_999);
    await findModel('a');
    expect(fake).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    await findModel('a');
    expect(fake).toHaveBeenCalledTimes(2);
  });
});
