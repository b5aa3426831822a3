import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { currentTimeTool } from './current-time.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T15:30:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});
const { signal } = new AbortController();
const currentTime = (input: unknown) => currentTimeTool.execute(input, { signal });

test('returns the time in the requested zone', async () => {
  expect(await currentTime({ timeZone: 'Asia/Tokyo' })).toEqual({
    text: expect.stringMatching(/2 March 2026.*00:30 \(Asia\/Tokyo\)/),
    timeZone: 'Asia/Tokyo',
    utc: '2026-03-01T15:30:00.000Z',
  });
});

test('defaults to UTC', async () => {
  expect(await currentTime({})).toMatchObject({ text: expect.stringContaining('15:30 (UTC)') });
});

test('rejects an unknown time zone with a sentence for the model', async () => {
  await expect(currentTime({ timeZone: 'Mars/Base' })).rejects.toThrow('Unknown time zone: "Mars/Base".');
});
