import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listOf, recordOf, selectSchema } from './fail-fast-schema.ts';

/** A number schema that records the values it validates. */
function counted() {
  const seen: unknown[] = [];
  return { seen, schema: z.number().or(z.unknown().refine((value) => seen.push(value) === 0)) };
}
const issuesOf = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ path, message }) => [path.join('.'), message]);

describe('a list', () => {
  const schema = z.object({ list: listOf(z.object({ n: z.number() }), { min: 1, max: 3 }) });

  test('returns the validated value', () => {
    expect(schema.parse({ list: [{ n: 1, more: true }, { n: 2 }] })).toEqual({ list: [{ n: 1 }, { n: 2 }] });
  });

  test.each([
    [undefined, 'list', 'Invalid input: expected array'],
    [{}, 'list', 'Invalid input: expected array'],
    [[], 'list', 'must have at least 1 item'],
    [Array(4).fill({ n: 1 }), 'list', 'must have at most 3 items'],
    [[{ n: 1 }, { n: 'x' }, 5], 'list.1.n', 'Invalid input: expected number, received string'],
  ])('%j is rejected at %s', (list, path, message) => {
    expect(issuesOf(schema, { list })).toEqual([[path, message]]);
  });

  test('is validated up to the first invalid item', () => {
    const { seen, schema } = counted();
    expect(listOf(schema, { max: 1_000 }).safeParse([1, 'a', ...Array(900).fill('b')]).success).toBe(false);
    expect(seen).toEqual(['a']);
  });

  test('is not validated at all when it is too long', () => {
    const { seen, schema } = counted();
    expect(listOf(schema, { max: 3 }).safeParse(['a', 'b', 'c', 'd']).success).toBe(false);
    expect(seen).toEqual([]);
  });

  test('can be optional', () => {
    const optional = z.object({ list: listOf(z.number(), { max: 3 }).nullish() });
    for (const value of [{}, { list: null }, { list: [] }]) expect(optional.parse(value)).toEqual(value);
    expect(issuesOf(optional, { list: ['x'] })).toEqual([
      ['list.0', 'Invalid input: expected number, received string'],
    ]);
  });
});

describe('a record', () => {
  test('returns the validated value', () => {
    expect(recordOf(z.number()).parse({ a: 1, b: 2 })).toEqual({ a: 1, b: 2 });
  });

  test('is validated up to the first invalid value', () => {
    const { seen, schema } = counted();
    expect(issuesOf(recordOf(schema), { a: 1, b: 'x', c: 'y' })).toEqual([['b', 'Invalid input']]);
    expect(seen).toEqual(['x']);
  });

  test.each([[[1]], [null], ['text']])('%j is not a record', (value) => {
    expect(issuesOf(recordOf(z.number()), value)).toEqual([['', 'Invalid input: expected object']]);
  });
});

test('selectSchema validates against the selected schema only, and reports its issue', () => {
  const { seen, schema } = counted();
  const either = z.object({
    value: selectSchema((value) => (typeof value === 'string' ? z.string() : schema)),
  });
  expect(either.parse({ value: 'text' })).toEqual({ value: 'text' });
  expect(seen).toEqual([]);
  expect(issuesOf(either, { value: [] })).toEqual([['value', 'Invalid input']]);
});

test('nested items are counted across the whole list, and other values are ignored', () => {
  const schema = listOf(z.unknown(), { max: 9, nested: { field: 'parts', max: 3 } });
  const of = (...lengths: number[]) => lengths.map((length) => ({ parts: Array(length).fill({}) }));
  expect(schema.safeParse(of(1, 2)).success).toBe(true);
  expect(schema.safeParse([null, 5, 'x', {}, { parts: 'many' }, ...of(3)]).success).toBe(true);
  expect(issuesOf(schema, of(1, 2, 1))).toEqual([['', 'must have at most 3 items in all `parts` together']]);
});
