import { afterEach, expect, test, vi } from 'vitest';
import { createCompletionCaller, prepareCompletionTests } from '../testing/completion-caller.ts';
import { finish, scriptedModel, textParts } from '../testing/scripted-model.ts';

vi.mock('../models/catalogue.ts', () => ({ findModel: vi.fn(), listModels: vi.fn() }));

prepareCompletionTests();
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Posts `body` for a model that gets the request as it is. @returns the response, and what the model got */
async function post(
  variables: Record<string, string>,
  body: Record<string, unknown>,
  info: { ownKey?: true; provider?: string } = {},
) {
  vi.resetModules();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const model = scriptedModel([...textParts('1', 'Hi'), finish('stop')]);
  const forwarded: Record<string, unknown>[] = [];
  const { findModel } = await import('../models/catalogue.ts');
  vi.mocked(findModel).mockResolvedValue({
    info: { ...model.info, ...info },
    ask: model.ask,
    forward: async (request) => {
      forwarded.push(request);
      throw new Error('Enough.');
    },
  });
  const { POST } = await import('../../../app/v1/chat/completions/route.ts');
  const response = await createCompletionCaller(POST)(body);
  const { messages: _, ...fields } = forwarded[0] ?? {};
  return { status: response.status, error: (await response.json()).error, fields: forwarded[0] && fields };
}

const own = { ownKey: true } as const;

test('on a server that only this machine reaches, every field is passed on', async () => {
  const body = { temperature: 1, guided_json: {}, service_tier: 'priority' };
  expect((await post({}, body)).fields).toEqual(body);
});

test.each([
  'models',
  'route',
  'plugins',
  'guided_json',
  'chat_template',
  'chat_template_kwargs',
  'service_tier',
  'web_search_options',
])('on a server that others reach, `%s` is refused by its name', async (name) => {
  const value = name === 'service_tier' ? 'priority' : {};
  const { status, error, fields } = await post({ HOST: '0.0.0.0' }, { [name]: value });
  expect({ status, fields }).toEqual({ status: 400, fields: undefined });
  expect(error).toMatchObject({ param: name, type: 'invalid_request_error', code: 'invalid-request' });
});

test('on a server that others reach, the usual fields are passed on, and null counts as absent', async () => {
  const body = {
    temperature: 1,
    top_k: 5,
    tools: [],
    reasoning: { effort: 'low' },
    stop: ['.'],
    plugins: null,
  };
  expect((await post({ HOST: '0.0.0.0' }, body)).fields).toEqual(body);
});

test('V1_FIELDS replaces the list', async () => {
  const variables = { V1_FIELDS: 'temperature, guided_json' };
  expect((await post(variables, { model: 'scripted', guided_json: {} })).fields).toMatchObject({
    guided_json: {},
  });
  expect((await post(variables, { model: 'scripted', top_p: 1 })).error.param).toBe('top_p');
  expect((await post({ HOST: '0.0.0.0', V1_FIELDS: '*' }, { plugins: {} })).fields).toEqual({ plugins: {} });
});

test('V1_FIELDS does not limit whoever pays with their own key', async () => {
  expect((await post({ V1_FIELDS: 'temperature' }, { top_p: 1 }, own)).fields).toEqual({ top_p: 1 });
});

test.each([
  ['relay.dev', { max_tokens: 500 }, { max_tokens: 100 }],
  ['relay.dev', { max_tokens: 50 }, { max_tokens: 50 }],
  ['relay.dev', { max_completion_tokens: 500 }, { max_tokens: 100, max_completion_tokens: 100 }],
  [
    'relay.dev',
    { max_tokens: 500, max_completion_tokens: 70 },
    { max_tokens: 70, max_completion_tokens: 70 },
  ],
  ['relay.dev', {}, { max_tokens: 100 }],
  ['openai', { max_tokens: 500 }, { max_tokens: 100 }],
  ['openai', { max_completion_tokens: 500 }, { max_completion_tokens: 100 }],
  ['me.openai.azure.com', {}, { max_completion_tokens: 100 }],
])('for %s, MAX_OUTPUT_TOKENS turns %j into %j', async (provider, body, expected) => {
  expect((await post({ MAX_OUTPUT_TOKENS: '100' }, body, { provider })).fields).toEqual(expected);
});

test('MAX_OUTPUT_TOKENS does not limit whoever pays with their own key', async () => {
  expect((await post({ MAX_OUTPUT_TOKENS: '100' }, { max_tokens: 500 }, own)).fields).toEqual({
    max_tokens: 500,
  });
});
