import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createQuestion } from '#lib/server/testing/run-route-caller.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));

type Handler = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;
type Call = { body?: unknown; headers?: Record<string, string>; params?: object };

const ROUTES = {
  '/api/models': () => import('../../../../app/api/models/route.ts'),
  '/api/chats/c/run': () => import('../../../../app/api/chats/[chatId]/run/route.ts'),
  '/v1/models': () => import('../../../../app/v1/models/route.ts'),
  '/v1/chat/completions': () => import('../../../../app/v1/chat/completions/route.ts'),
  '/chat/stream': () => import('../../../../app/chat/stream/route.ts'),
};

const KEY = 'own_key/with+signs?and=more'; // 27 bytes: its base64 needs no padding
const BASE_URL = 'https://api.deepseek.com/v1';
const OWN = { 'x-user-key': KEY, 'x-user-base-url': BASE_URL };
const MODEL = 'api.deepseek.com/deepseek-chat';
const question = { messages: [createQuestion()], model: MODEL };
const completion = { messages: [{ role: 'user', content: 'Hello' }], model: MODEL };
const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const answer = () =>
  new Response(`${chunk({ content: 'Well' })}${chunk({}, 'stop')}data: [DONE]\n\n`, {
    headers: { 'content-type': 'text/event-stream' },
  });

/** What the provider responds. */
let provider: (url: string) => Response | Promise<Response>;
const upstream = vi.fn((url: string, _init: RequestInit) => Promise.resolve(provider(url)));
const printed: string[] = [];
/** Every test has a caller and a chat of its own: limits and run logs are those of the process. */
let caller = 0;

beforeEach(() => {
  vi.resetModules();
  vi.stubEnv('LOCAL_MODELS', 'off');
  vi.stubEnv('USER_KEYS', 'on');
  vi.stubEnv('RUNS_PER_MINUTE', '0');
  vi.stubEnv('MAX_RETRIES', '0');
  provider = answer;
  vi.stubGlobal('fetch', upstream.mockClear());
  printed.length = 0;
  caller++;
  for (const method of ['log', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line) => void printed.push(String(line)));
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function call(path: keyof typeof ROUTES, { body, headers = OWN }: Call = {}): Promise<Response> {
  const handlers = (await ROUTES[path]()) as unknown as Record<string, Handler>;
  const method = body === undefined ? 'GET' : 'POST';
  const request = new Request(`http://localhost${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer caller-${caller}`,
      'x-forwarded-for': `10.0.0.${caller}`,
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (handlers[method] as Handler)(request, { params: Promise.resolve({ chatId: `chat-${caller}` }) });
}

const requestTo = (index: number) => {
  const [url, { headers, redirect }] = upstream.mock.calls[index] ?? expect.unreachable();
  return { url: String(url), redirect, headers: Object.fromEntries(new Headers(headers)) };
};

describe('the models of an own key', () => {
  const names = async (response: Response) =>
    (await response.json()).models.map((model: { id: string }) => model.id);

  test('are listed with their host, beside those of the server, and the notice about the demo is gone', async () => {
    provider = () => Response.json({ data: [{ id: 'deepseek-chat' }] });
    const catalogue = await (await call('/api/models')).json();
    expect(catalogue).toMatchObject({
      models: [
        { id: 'demo' },
        { id: MODEL, label: 'deepseek-chat', provider: 'api.deepseek.com', ownKey: true },
      ],
      userBaseUrls: expect.arrayContaining([BASE_URL, 'https://api.openai.com/v1']),
    });
    expect(catalogue.notice).toBeUndefined();
    expect(requestTo(0)).toMatchObject({
      url: `${BASE_URL}/models`,
      redirect: 'manual',
      headers: { authorization: `Bearer ${KEY}`, 'user-agent': 'Runnel/1.0' },
    });
    const { data } = await (await call('/v1/models')).json();
    expect(data.map((model: { id: string }) => model.id)).toEqual(['demo', MODEL]);
  });

  test('are missing without the headers, and the key is asked for again each time', async () => {
    provider = () => Response.json({ data: [{ id: 'deepseek-chat' }] });
    expect(await names(await call('/api/models'))).toEqual(['demo', MODEL]);
    expect(await names(await call('/api/models', { headers: {} }))).toEqual(['demo']);
    expect(await names(await call('/api/models'))).toEqual(['demo', MODEL]);
    expect(upstream).toHaveBeenCalledTimes(2);
  });

  test.each([
    [() => new Response(KEY, { status: 401 }), 'HTTP 401'],
    [() => Response.redirect('https://elsewhere.dev/'), 'HTTP 302'],
    [
      () => Promise.reject(new Error(`No ${btoa(KEY)} at ${encodeURIComponent(KEY)}: ${KEY}`)),
      'No … at …: …',
    ],
  ])('that cannot be listed leave the others, with the reason', async (response, reason) => {
    provider = response;
    const catalogue = await (await call('/api/models')).json();
    expect(catalogue).toMatchObject({ models: [{ id: 'demo' }], ownKeyFailure: reason });
  });

  test('count as runs, so that a server does not try keys for others', async () => {
    vi.stubEnv('RUNS_PER_MINUTE', '2');
    provider = () => Response.json({ data: [] });
    await call('/api/models');
    await call('/api/models');
    const { ownKeyFailure } = await (await call('/api/models')).json();
    expect(ownKeyFailure).toBe('Too many runs in one minute.');
    expect(upstream).toHaveBeenCalledTimes(2);
  });
});

describe('a run with an own key', () => {
  const endpoints = [
    ['/api/chats/c/run', question],
    ['/v1/chat/completions', { ...completion, stream: true }],
    ['/chat/stream', { prompt: 'Hello', model: MODEL }],
  ] as const;

  test.each(endpoints)(
    'of %s asks that provider with that key, and follows no redirect',
    async (path, body) => {
      const response = await call(path, { body });
      expect(await response.text()).toContain('Well');
      expect(requestTo(0)).toMatchObject({
        url: `${BASE_URL}/chat/completions`,
        redirect: 'manual',
        headers: { authorization: `Bearer ${KEY}`, 'user-agent': 'Runnel/1.0' },
      });
      expect(JSON.parse(String(upstream.mock.calls[0]?.[1].body)).model).toBe('deepseek-chat');
      expect(printed.join()).not.toContain(KEY);
    },
  );

  const leak = [KEY, encodeURIComponent(KEY), btoa(KEY), btoa(`user:${KEY}`)];
  const failures = {
    'a refusal': () =>
      Response.json(
        { error: { message: `Wrong: ${leak}`, type: KEY, code: KEY, param: KEY } },
        { status: 401 },
      ),
    'an error in the stream': () =>
      new Response(
        `data: ${JSON.stringify({ error: { message: `Wrong: ${leak}`, type: KEY, code: KEY } })}\n\n`,
        {
          headers: { 'content-type': 'text/event-stream' },
        },
      ),
    'a lost connection': () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error(`Wrong: ${leak}`) })),
  };

  test.each(
    endpoints.flatMap(([path, body]) =>
      Object.entries(failures).map(([name, fail]) => ({ path, body, name, fail })),
    ),
  )('of $path shows and records nothing of the key after $name', async ({ path, body, fail }) => {
    provider = fail;
    vi.stubEnv('LOG_CONTENT', 'full');
    const response = await call(path, { body });
    const text = await response.text();
    expect(text).toMatch(/error/);
    await expect.poll(() => printed.length).toBe(1);
    for (const form of [...leak.slice(0, 3), btoa(KEY).slice(4, -4), btoa(`user:${KEY}`).slice(8, -4)]) {
      expect(text + printed.join()).not.toContain(form);
    }
  });

  test('has no token budget, but the limits of runs', async () => {
    vi.stubEnv('TOKENS_PER_RUN', '1');
    vi.stubEnv('RUNS_PER_MINUTE', '1');
    expect((await call('/v1/chat/completions', { body: completion })).status).toBe(200);
    const refused = await call('/v1/chat/completions', { body: completion });
    expect(refused.status).toBe(429);
  });

  test('has the budget of the server when it asks a model of the server', async () => {
    vi.stubEnv('TOKENS_PER_RUN', '1');
    const refused = await call('/v1/chat/completions', { body: { ...completion, model: 'demo' } });
    expect((await refused.json()).error.code).toBe('budget-exceeded');
  });

  test('whose headers are missing does not know the model', async () => {
    const response = await call('/api/chats/c/run', { body: question, headers: {} });
    expect((await response.json()).error.code).toBe('invalid-request');
    expect(upstream).not.toHaveBeenCalled();
  });
});

describe('a key is refused', () => {
  test.each([
    ['for a base URL that is not listed', { ...OWN, 'x-user-base-url': 'https://evil.dev/v1' }],
    ['for another path of a listed host', { ...OWN, 'x-user-base-url': 'https://api.deepseek.com/other' }],
    ['for plain http', { ...OWN, 'x-user-base-url': 'http://api.deepseek.com/v1' }],
    ['without a base URL', { 'x-user-key': KEY }],
    ['that is empty', { 'x-user-base-url': BASE_URL }],
    ['with spaces', { ...OWN, 'x-user-key': 'two words' }],
    ['with characters outside ASCII', { ...OWN, 'x-user-key': 'schl\u00fcssel' }],
  ])('%s', async (_, headers) => {
    const response = await call('/api/chats/c/run', { body: question, headers });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain(KEY);
    expect(upstream).not.toHaveBeenCalled();
  });

  test('where USER_KEYS is off, and the page is not offered to enter one', async () => {
    vi.stubEnv('USER_KEYS', 'off');
    const response = await call('/v1/chat/completions', { body: completion });
    expect(await response.json()).toMatchObject({ error: { code: 'invalid-request' } });
    const catalogue = await (await call('/api/models')).json();
    expect(Object.keys(catalogue)).toEqual(['models', 'notice']);
    expect(upstream).not.toHaveBeenCalled();
  });
});
