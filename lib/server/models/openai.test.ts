import { afterEach, describe, expect, test, vi } from 'vitest';
import { createOpenAIAccess, createOpenAISource, fetchModels, isOpenAI } from './openai.ts';

const relay = {
  baseUrl: 'https://relay.example/v1',
  apiKey: 'key',
  provider: 'relay.example',
  api: 'chat' as const,
};
const openai = { ...relay, baseUrl: 'https://api.openai.com/v1', provider: 'openai' };
const list = (...ids: string[]) =>
  Response.json({ object: 'list', data: ids.map((id) => ({ id, owned_by: 'x' })) });

function stubFetch(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const fake = vi.fn((url: string, init: RequestInit = {}) => Promise.resolve(answer(url, init)));
  vi.stubGlobal('fetch', fake);
  return fake;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the list of models', () => {
  test('is fetched with the key and a timeout of five seconds', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    const fake = stubFetch(() => list('b', 'a'));
    expect(await fetchModels(relay)).toEqual([{ id: 'b' }, { id: 'a' }]);
    expect(fake.mock.calls[0]).toMatchObject([
      'https://relay.example/v1/models',
      { headers: { authorization: 'Bearer key' } },
    ]);
    expect(timeout).toHaveBeenCalledWith(5000);
  });

  test('is fetched without authorization when there is no key', async () => {
    const fake = stubFetch(() => list('a'));
    await fetchModels({ ...relay, apiKey: undefined });
    expect(fake.mock.calls[0]?.[1]?.headers).toEqual({});
  });

  test.each([401, 404, 500])('with status %i is an error that names it', async (status) => {
    stubFetch(() => new Response('no', { status }));
    await expect(fetchModels(relay)).rejects.toThrow(`HTTP ${status}`);
  });

  test.each([{}, [], { data: [{}] }, { data: [{ id: 5 }] }, 'models'])('%j is not a list', async (body) => {
    stubFetch(() => Response.json(body));
    await expect(fetchModels(relay)).rejects.toMatchObject({ name: 'ZodError' });
  });

  test('of a relay has all models in natural order', async () => {
    stubFetch(() => list('m-10', 'm-2', 'whisper-1'));
    const models = await createOpenAISource(relay, undefined).list();
    expect(models.map(({ id }) => id)).toEqual(['m-2', 'm-10', 'whisper-1']);
    expect(models[0]).toMatchObject({ label: 'm-2', provider: 'relay.example' });
  });

  test('of OpenAI has only chat models', async () => {
    const others = ['whisper-1', 'gpt-4o-audio-preview', 'text-embedding-3-small', 'gpt-image-1', 'dall-e-3'];
    stubFetch(() => list('o3', 'gpt-4o', 'chatgpt-4o-latest', ...others));
    const models = await createOpenAISource(openai, undefined).list();
    expect(models.map(({ id }) => id)).toEqual(['chatgpt-4o-latest', 'gpt-4o', 'o3']);
  });

  test('from the environment is used unchanged, without a request', async () => {
    const fake = stubFetch(() => list());
    const models = await createOpenAISource(openai, ['z', 'whisper-1']).list();
    expect(models.map(({ id }) => id)).toEqual(['z', 'whisper-1']);
    expect(fake).not.toHaveBeenCalled();
  });
});

describe('a model', () => {
  test.each([
    [openai, 'responses', 'https://api.openai.com/v1/responses'],
    [openai, 'chat', 'https://api.openai.com/v1/chat/completions'],
    [relay, 'responses', 'https://relay.example/v1/responses'],
    [relay, 'chat', 'https://relay.example/v1/chat/completions'],
    [{ ...relay, apiKey: undefined }, 'chat', 'https://relay.example/v1/chat/completions'],
  ] as const)('of %o with the %s API is requested at %s', async (endpoint, api, url) => {
    const fake = stubFetch(() => new Response('', { headers: { 'content-type': 'text/event-stream' } }));
    const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'hi' }] }];
    const reader = await createOpenAIAccess({ ...endpoint, api }, 'm').ask({ prompt });
    await reader.cancel();
    expect(String(fake.mock.calls[0]?.[0])).toBe(url);
    const headers = new Headers(fake.mock.calls[0]?.[1]?.headers);
    expect(headers.get('authorization')).toBe(endpoint.apiKey ? 'Bearer key' : null);
    expect(JSON.parse(String(fake.mock.calls[0]?.[1]?.body))).toMatchObject({ model: 'm', stream: true });
  });

  test('OpenAI is recognized by its exact host', () => {
    expect(isOpenAI('https://api.openai.com/v1')).toBe(true);
    expect(isOpenAI('https://api.openai.com.evil.example/v1')).toBe(false);
    expect(isOpenAI('https://relay.example/api.openai.com')).toBe(false);
  });
});
