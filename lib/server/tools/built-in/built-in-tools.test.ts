import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { builtInTools, describeTool, named, withoutReader } from './built-in-tools.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T15:30:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});
const signal = new AbortController().signal;
const time = (input: unknown) =>
  withoutReader(named(builtInTools(), ['current_time']))[0]?.execute(input, { signal });

test('all tools are offered unless some are named; a name that no tool has is passed over', () => {
  expect(withoutReader(builtInTools()).map(({ name }) => name)).toContain('current_time');
  expect(named(builtInTools(), ['current_time', 'fly']).map(({ name }) => name)).toEqual(['current_time']);
  expect(named(builtInTools(), [])).toEqual([]);
});

test('a tool is shown to the model with the schema of its input, in which a default is no duty', () => {
  const shown = withoutReader(builtInTools()).map(describeTool);
  expect(shown[0]).toMatchObject({
    type: 'function',
    name: 'current_time',
    inputSchema: { type: 'object', properties: { timeZone: { type: 'string' } } },
  });
  expect(shown[0]?.inputSchema.required).toBeUndefined();
});

test('the time is that of the zone, UTC when none is named', async () => {
  expect(await time({ timeZone: 'Asia/Tokyo' })).toEqual({
    text: expect.stringMatching(/2 March 2026.*00:30 \(Asia\/Tokyo\)/),
    timeZone: 'Asia/Tokyo',
    utc: '2026-03-01T15:30:00.000Z',
  });
  expect(await time({})).toMatchObject({ text: expect.stringContaining('15:30 (UTC)') });
});

test('a zone that is not there is said in a sentence', async () => {
  await expect(time({ timeZone: 'Mars/Base' })).rejects.toThrow('There is no time zone called "Mars/Base".');
});
