import { describe, expect, test } from 'vitest';
import { MAX_JSON_DEPTH, MAX_JSON_NODES } from '#lib/protocol/limits.ts';
import { findExceededLimit } from './json-limits.ts';

const nested = (depth: number, core = '') => `${'['.repeat(depth)}${core}${']'.repeat(depth)}`;

describe('depth', () => {
  test.each([
    ['nothing', ''],
    ['a string of brackets', '"[[[{{{"'],
    ['escaped quotes before brackets', String.raw`"\"[[", "\\", "\\\"[[[", "\\\\"`],
    ['strings and numbers side by side', '"a",1,"b"'],
  ])('up to the limit is allowed, with %s inside', (_, core) => {
    expect(() => JSON.parse(nested(MAX_JSON_DEPTH, core))).not.toThrow();
    expect(findExceededLimit(nested(MAX_JSON_DEPTH, core))).toBeUndefined();
    expect(findExceededLimit(nested(MAX_JSON_DEPTH + 1, core))).toContain('32 levels');
  });

  test('of a million levels is found at the first level too many', () => {
    expect(findExceededLimit('['.repeat(1_000_000))).toContain('32 levels');
  });
});

test('as many arrays and objects as the limit are allowed, and not one more', () => {
  const list = (length: number) => `[${Array(length).fill('{}').join(',')}]`;
  expect(findExceededLimit(list(MAX_JSON_NODES - 1))).toBeUndefined();
  expect(findExceededLimit(list(MAX_JSON_NODES))).toContain('200000 arrays and objects');
});

test.each(['', '"', '"\\', ']]]]', '{"a":"'])('%j, which is not JSON, is read to its end', (text) => {
  expect(findExceededLimit(text)).toBeUndefined();
});
