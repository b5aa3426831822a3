import {
  APICallError,
  InvalidResponseDataError,
  JSONParseError,
  TypeValidationError,
} from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
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

test('an error of ours stays what it is', () => {
  const error = new ChatError('rate-limited', 'Later.');
  expect(toUpstreamError(error, true)).toBe(error);
});

test.each([
  [
    'a status',
    refused('No credit left.', 402),
    'upstream-error',
    "The model's server answered 402: No credit left.",
  ],
  ['a cut stream', cut, 'truncated', 'The answer was cut off before the model finished.'],
  [
    'odd data',
    odd,
    'upstream-error',
    "The model's server sent something unexpected: Expected 'id' to be a string.",
  ],
  ['no JSON', badJson, 'upstream-error', "The model's server sent something that is not a valid answer."],
  ['other JSON', badType, 'upstream-error', "The model's server sent something that is not a valid answer."],
  ['an Error', new Error('Overloaded\n  now'), 'upstream-error', 'Overloaded now'],
  ['a text', 'Overloaded', 'upstream-error', 'Overloaded'],
  ['an object with a message', { message: 'Overloaded' }, 'upstream-error', 'Overloaded'],
  ['anything else', 42, 'upstream-error', "The model's server reported an error."],
  ['nothing', undefined, 'upstream-error', "The model's server reported an error."],
] as const)('%s is told as it is, begun or not', (_, cause, code, message) => {
  for (const begun of [true, false]) {
    const error = toUpstreamError(cause, begun);
    expect({ code: error.code, message: error.message }).toEqual({ code, message });
    expect(error.cause).toBe(cause);
  }
});

test.each([
  ['a dropped socket', dropped, ' (UND_ERR_SOCKET)'],
  ['a refused connection', new Error('fetch failed', { cause: coded('ECONNREFUSED') }), ' (ECONNREFUSED)'],
  ['a TypeError of fetch', new TypeError('fetch failed'), ''],
  ['a call that got no status', refused('Cannot connect', undefined, coded('ENOTFOUND')), ' (ENOTFOUND)'],
] as const)(
  '%s is a lost connection once the answer has begun, else a model out of reach',
  (_, cause, why) => {
    expect(toUpstreamError(cause, true)).toMatchObject({ code: 'connection-lost' });
    expect(toUpstreamError(cause, false)).toMatchObject({
      code: 'model-unavailable',
      message: `The model's server cannot be reached${why}.`,
    });
  },
);

test('a code that is no network code says nothing about the line', () => {
  expect(toUpstreamError(coded('invalid_api_key'), true).code).toBe('upstream-error');
});

test('causes that go round in a circle end', () => {
  const error = new Error('a');
  error.cause = error;
  expect(toUpstreamError(error, true).code).toBe('upstream-error');
});

describe('no secret leaks', () => {
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
        const { message } = toUpstreamError(cause, false);
        expect(message).not.toContain(secret);
        expect(message).not.toContain(secret.slice(8, 16));
      }
    }
  });

  test.each(['Bearer 0123456789abcdef', 'api_key=0123456789abcdef', 'api-key: 0123456789abcdef'])(
    'a key without a known form: %s',
    (text) => expect(toUpstreamError(`Denied (${text})`, false).message).not.toContain('0123456789'),
  );

  test('words about keys stay readable', () => {
    const said =
      'Incorrect API key provided. Your key expired yesterday; risk-management says task-oriented no.';
    expect(toUpstreamError(said, false).message).toBe(said);
  });
});

test('a message is cut to 500 characters', () => {
  expect(toUpstreamError('x'.repeat(5000), false).message).toHaveLength(500);
});
