import {
  APICallError,
  InvalidResponseDataError,
  JSONParseError,
  TypeValidationError,
} from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { toUpstreamError } from './upstream-failure.ts';

function refused(message: string, statusCode?: number, cause?: unknown): APICallError {
  const request = { url: 'https://relay.example/v1', requestBodyValues: {} };
  return new APICallError({ ...request, message, cause, ...(statusCode ? { statusCode } : {}) });
}
const coded = (code: string) => Object.assign(new Error('connect'), { code });
const dropped = new TypeError('terminated', { cause: coded('UND_ERR_SOCKET') });
const cut = new InvalidResponseDataError({ data: undefined, message: 'ended without a finish reason.' });
const odd = new InvalidResponseDataError({ data: 1, message: "Expected 'id' to be a string." });
const badJson = new JSONParseError({ text: '<html>', cause: new Error('x') });
const badType = new TypeValidationError({ value: 1, cause: new Error('x') });

test('returns a ChatError unchanged', () => {
  const error = new ChatError('rate-limited', 'Later.');
  expect(toUpstreamError(error, { started: true })).toBe(error);
});

test.each([
  [
    'a status',
    refused('No credit left.', 402),
    'upstream-error',
    "The model's server responded with 402: No credit left.",
  ],
  ['a truncated stream', cut, 'truncated', 'The answer was cut off before the model finished.'],
  [
    'unexpected data',
    odd,
    'upstream-error',
    "The model's server sent unexpected data: Expected 'id' to be a string.",
  ],
  ['malformed JSON', badJson, 'upstream-error', "The model's server sent an invalid response."],
  ['JSON of another shape', badType, 'upstream-error', "The model's server sent an invalid response."],
  ['an Error', new Error('Overloaded\n  now'), 'upstream-error', 'Overloaded now'],
  ['a text', 'Overloaded', 'upstream-error', 'Overloaded'],
  ['an object with a message', { message: 'Overloaded' }, 'upstream-error', 'Overloaded'],
  ['anything else', 42, 'upstream-error', "The model's server reported an error."],
  ['nothing', undefined, 'upstream-error', "The model's server reported an error."],
] as const)(
  '%s has the same code and message before and after the first token',
  (_, cause, code, message) => {
    for (const started of [true, false]) {
      const error = toUpstreamError(cause, { started });
      expect({ code: error.code, message: error.message }).toEqual({ code, message });
      expect(error.cause).toBe(cause);
    }
  },
);

test.each([
  ['a dropped socket', dropped, "the model's server (UND_ERR_SOCKET)."],
  [
    'a refused connection',
    new Error('fetch failed', { cause: coded('ECONNREFUSED') }),
    "the model's server (ECONNREFUSED).",
  ],
  ['a TypeError of fetch', new TypeError('fetch failed'), "the model's server."],
  [
    'a request without a response',
    refused('Cannot connect', undefined, coded('ENOTFOUND')),
    'https://relay.example (ENOTFOUND). Make sure that server is running.',
  ],
] as const)(
  '%s is connection-lost once the answer has started, otherwise model-unavailable',
  (_, cause, what) => {
    expect(toUpstreamError(cause, { started: true })).toMatchObject({ code: 'connection-lost' });
    expect(toUpstreamError(cause, { started: false })).toMatchObject({
      code: 'model-unavailable',
      message: `Cannot reach ${what}`,
    });
  },
);

describe('with the configured upstream', () => {
  const KEY = 'relay-secret-12';
  let toUpstreamError: typeof import('./upstream-failure.ts').toUpstreamError;
  beforeEach(async () => {
    vi.resetModules(); // the environment is parsed once
    vi.stubEnv('OPENAI_BASE_URL', `https://ann:${KEY}@relay.example/${KEY}/v1`);
    vi.stubEnv('OPENAI_API_KEY', KEY);
    ({ toUpstreamError } = await import('./upstream-failure.ts'));
  });
  afterEach(() => void vi.unstubAllEnvs());

  test('that is unreachable, names its origin and the variable to check, and nothing of the key', () => {
    const url = `https://ann:${KEY}@relay.example/${KEY}/v1/chat/completions`;
    const cause = new APICallError({
      message: KEY,
      url,
      requestBodyValues: {},
      cause: coded('ECONNREFUSED'),
    });
    const { code, message, upstream } = toUpstreamError(cause, { started: false });
    expect({ code, message, upstream }).toEqual({
      code: 'model-unavailable',
      message:
        'Cannot reach https://relay.example (ECONNREFUSED). Check OPENAI_BASE_URL and make sure that server is running.',
      upstream: { address: 'https://relay.example', variable: 'OPENAI_BASE_URL' },
    });
    expect(toUpstreamError(cause, { started: false, ownKey: true }).upstream).toEqual({
      address: 'https://relay.example',
    });
  });

  test('that rejects the key, names the variable and quotes nothing', () => {
    const cause = refused(`Incorrect API key provided: relay-***${KEY.slice(-4)}`, 401);
    const { message, upstream } = toUpstreamError(cause, { started: false });
    expect(message).toBe("The model's server rejected the API key (401). Check OPENAI_API_KEY.");
    expect(upstream).toEqual({ status: 401, variable: 'OPENAI_API_KEY' });
    const own = toUpstreamError(cause, { started: false, ownKey: true });
    expect(own.message).toBe("The model's server rejected the API key (401).");
    expect(own.upstream).toEqual({ status: 401 });
  });

  test('that is busy, has its status, in a response and in the stream', () => {
    const inStream = new Error('Slow down.', { cause: { code: 429, message: 'Slow down.' } });
    for (const cause of [refused('Slow down.', 429), inStream]) {
      expect(toUpstreamError(cause, { started: false })).toMatchObject({
        code: 'upstream-error',
        message: expect.stringContaining('Slow down.'),
        upstream: { status: 429 },
      });
    }
  });
});

test('ignores error codes that are not network codes', () => {
  expect(toUpstreamError(coded('invalid_api_key'), { started: true }).code).toBe('upstream-error');
});

test('terminates on circular causes', () => {
  const error = new Error('a');
  error.cause = error;
  expect(toUpstreamError(error, { started: true }).code).toBe('upstream-error');
});

describe('redacts secrets', () => {
  const secrets = [
    'sk-abcdefghijklmnop',
    'sk-proj-Ab1_Cd2-Ef3Gh4',
    'sk-ant-api03-abcdef123456',
    'sk-abc***************wxyz',
    'gsk_abcdefghijklmnop1234',
    'xai-abcdefghijklmnop1234',
    'hf_abcdefghijklmnop1234',
    'AIzaSyA1234567890abcdefghijklmnopqrstuv',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_123',
  ];
  const sentences = [
    (secret: string) => `Incorrect API key provided: ${secret}. See the docs.`,
    (secret: string) => `api_key=${secret} is not valid`,
    (secret: string) => `{"authorization":"Bearer ${secret}"}`,
  ];
  test.each(secrets)('%s', (secret) => {
    for (const sentence of sentences) {
      for (const cause of [sentence(secret), new Error(sentence(secret)), refused(sentence(secret), 401)]) {
        const { message } = toUpstreamError(cause, { started: false });
        expect(message).not.toContain(secret);
        expect(message).not.toContain(secret.slice(8, 16));
      }
    }
  });

  test.each(['Bearer 0123456789abcdef', 'api_key=0123456789abcdef', 'api-key: 0123456789abcdef'])(
    'removes a key of unknown form: %s',
    (text) =>
      expect(toUpstreamError(`Denied (${text})`, { started: false }).message).not.toContain('0123456789'),
  );

  test('leaves ordinary sentences about keys readable', () => {
    const message =
      'Incorrect API key provided. Your key expired yesterday; risk-management says task-oriented no.';
    expect(toUpstreamError(message, { started: false }).message).toBe(message);
  });
});

test('truncates messages to 500 characters', () => {
  expect(toUpstreamError('x'.repeat(5000), { started: false }).message).toHaveLength(500);
});
