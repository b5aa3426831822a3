import { describe, expect, test } from 'vitest';
import { MAX_JSON_DEPTH, MAX_JSON_FIELDS, MAX_JSON_NODES, MAX_JSON_VALUES } from '#lib/protocol/limits.ts';
import { findExceededLimit } from './json-limits.ts';

const nested = (depth: number, core = '') => `${'['.repeat(depth)}${core}${']'.repeat(depth)}`;

describe('depth', () => {
  test.each([
    ['nothing', ''],
    ['a string of brackets', '"[[[{{{"'],
    ['escaped quotes before brackets', String.raw`"\"[[", "\\", "\\\"[[[", "\\\\"`],
    ['strings and numbers side by side', '"a",1,"b"'],
  ])('is allowed up to the limit with %s inside', (_, core) => {
    expect(() => JSON.parse(nested(MAX_JSON_DEPTH, core))).not.toThrow();
    expect(findExceededLimit(nested(MAX_JSON_DEPTH, core))).toBeUndefined();
    expect(findExceededLimit(nested(MAX_JSON_DEPTH + 1, core))).toContain('32 levels');
  });

  test('of a million levels is reported at the first excess level', () => {
    expect(findExceededLimit('['.repeat(1_000_000))).toContain('32 levels');
  });
});

test('allows exactly the maximum number of arrays and objects', () => {
  const list = (length: number) => `[${Array(length).fill('{}').join(',')}]`;
  expect(findExceededLimit(list(MAX_JSON_NODES - 1))).toBeUndefined();
  expect(findExceededLimit(list(MAX_JSON_NODES))).toContain('200000 arrays and objects');
});

test('allows exactly the maximum number of fields, however many objects have them', () => {
  const fields = (count: number) =>
    `[{${Array(count - 1)
      .fill('"a":0')
      .join(',')}},{"a:,":0}]`;
  expect(findExceededLimit(fields(MAX_JSON_FIELDS))).toBeUndefined();
  expect(findExceededLimit(fields(MAX_JSON_FIELDS + 1))).toContain('100000 fields');
});

test('allows exactly the maximum number of values', () => {
  const list = (length: number) => `[${Array(length).fill('1').join(',')}]`;
  expect(findExceededLimit(list(MAX_JSON_VALUES))).toBeUndefined();
  expect(findExceededLimit(list(MAX_JSON_VALUES + 1))).toContain('500000 values');
});

test.each(['', '"', '"\\', ']]]]', '{"a":"'])('scans malformed JSON %j without error', (text) => {
  expect(findExceededLimit(text)).toBeUndefined();
});
