import { expect, test } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { createErrorResponse } from './error-response.ts';

test.each([
  ['invalid-request', 400],
  ['access-denied', 401],
  ['cross-site', 403],
  ['not-found', 404],
  ['run-active', 409],
  ['request-too-large', 413],
  ['unsupported-media-type', 415],
  ['rate-limited', 429],
  ['model-unavailable', 503],
] as const)('%s becomes a response with status %i, its code and its message', async (code, status) => {
  const response = createErrorResponse(new ChatError(code, 'A sentence.'));
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: { code, message: 'A sentence.' } });
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('the response carries retry-after and x-run-id', () => {
  const error = new ChatError('run-active', 'x', { retryAfterSeconds: 30, runId: 'r' });
  expect(Object.fromEntries(createErrorResponse(error).headers)).toMatchObject({
    'retry-after': '30',
    'x-run-id': 'r',
  });
  const plain = createErrorResponse(new ChatError('run-active', 'x'));
  expect(plain.headers.has('retry-after') || plain.headers.has('x-run-id')).toBe(false);
});

test('the response says what is known of the upstream', async () => {
  const upstream = { address: 'https://relay.example', variable: 'OPENAI_BASE_URL' };
  const error = new ChatError('model-unavailable', 'No.', { upstream });
  expect(await createErrorResponse(error).json()).toEqual({
    error: { code: 'model-unavailable', message: 'No.', ...upstream },
  });
});

test('the response does not contain the cause', async () => {
  const error = new ChatError('upstream-error', 'Sorry.', { cause: new Error('secret') });
  expect(error.cause).toBeInstanceOf(Error);
  expect(await createErrorResponse(error).text()).not.toContain('secret');
});
