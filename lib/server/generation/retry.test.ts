import { APICallError } from '@ai-sdk/provider';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { getRetryDelay } from './retry.ts';

const refused = (statusCode: number, responseHeaders: Record<string, string> = {}) =>
  new APICallError({ message: 'no', url: 'https://a/', requestBodyValues: {}, statusCode, responseHeaders });

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('retries only transient failures:', () => {
  test.each([
    ['408', refused(408), true],
    ['409', refused(409), true],
    ['429', refused(429), true],
    ['500', refused(500), true],
    ['503', refused(503), true],
    ['400', refused(400), false],
    ['401', refused(401), false],
    ['404', refused(404), false],
    ['a failed fetch', new TypeError('fetch failed'), true],
    ['a reset', Object.assign(new Error('reset'), { code: 'ECONNRESET' }), true],
    ['429 inside the stream', new Error('slow down', { cause: { code: 429 } }), true],
    ['400 inside the stream', new Error('no', { cause: { code: 400 } }), false],
    ['a truncated answer', new ChatError('truncated', 'x'), false],
    ['a thrown string', 'no', false],
  ])('%s', (_, cause, retried) => {
    expect(getRetryDelay(cause, 0) !== undefined).toBe(retried);
  });
});

describe('the retry delay', () => {
  test('doubles up to 8 s, with up to 50% jitter', () => {
    const delays = (random: number) => {
      vi.spyOn(Math, 'random').mockReturnValue(random);
      return [0, 1, 2, 9].map((retries) => getRetryDelay(refused(500), retries));
    };
    expect(delays(1)).toEqual([500, 1000, 2000, 8000]);
    expect(delays(0)).toEqual([250, 500, 1000, 4000]);
  });

  test.each([
    ['seconds', { 'retry-after': '3' }, 3000],
    ['milliseconds', { 'retry-after-ms': '20', 'retry-after': '3' }, 20],
    ['a date', { 'retry-after': 'Sun, 22 Nov 2026 12:00:05 GMT' }, 5000],
    [
      "a date on the server's own clock",
      { date: 'Sat, 21 Nov 2026 09:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 09:00:05 GMT' },
      5000,
    ],
    ['a date that has passed', { 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    ['more than a minute, which is not retried', { 'retry-after': '61' }, undefined],
  ])('obeys a Retry-After in %s', (_, headers, expected) => {
    vi.useFakeTimers({ now: Date.parse('2026-11-22T12:00:00Z') });
    expect(getRetryDelay(refused(429, headers as Record<string, string>), 0)).toBe(expected);
  });

  test('ignores a malformed Retry-After', () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    expect(getRetryDelay(refused(429, { 'retry-after': 'soon' }), 0)).toBe(500);
  });
});
