import { expect, test } from 'vitest';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import { addUp, estimateQuantile, RECENT_MINUTES, RecentRuns } from './recent-runs.ts';

const MINUTE_MS = 60_000;
const run: RunMetadata = {
  runId: 'r',
  model: 'm',
  startedAt: 0,
  outcome: 'complete',
  outputTokens: 10,
  firstTokenMs: 300,
  durationMs: 3_000,
};
const failed: RunMetadata = {
  ...run,
  outcome: 'failed',
  error: { code: 'upstream-error', message: 'No.' },
};

test('adds up the runs of each of the last minutes', () => {
  const runs = new RecentRuns();
  runs.add(run, 0);
  runs.add(run, 2 * MINUTE_MS);
  runs.add(failed, 2 * MINUTE_MS + 59_999);
  const minutes = runs.list(3, 2 * MINUTE_MS + 59_999);
  expect(minutes.map(({ outcomes }) => outcomes)).toEqual([{ complete: 1 }, {}, { complete: 1, failed: 1 }]);
  expect(addUp(minutes)).toMatchObject({
    outcomes: { complete: 2, failed: 1 },
    errors: { 'upstream-error': 1 },
    outputTokens: 30,
  });
});

test('forgets what is older than an hour, and what a clock that was set back has left in the future', () => {
  const runs = new RecentRuns();
  runs.add(run, 0);
  runs.add(run, 2 * RECENT_MINUTES * MINUTE_MS);
  expect(addUp(runs.list(2 * RECENT_MINUTES + 1, 2 * RECENT_MINUTES * MINUTE_MS)).outcomes).toEqual({
    complete: 1,
  });
  runs.add(run, MINUTE_MS);
  expect(addUp(runs.list(RECENT_MINUTES, 2 * RECENT_MINUTES * MINUTE_MS)).outcomes).toEqual({});
});

test('estimates quantiles within the range that holds them', () => {
  const bounds = [1, 2, 4];
  expect(estimateQuantile({ counts: [0, 0, 0, 0], sum: 0 }, bounds, 0.5)).toBeUndefined();
  expect(estimateQuantile({ counts: [0, 10, 0, 0], sum: 15 }, bounds, 0.5)).toBe(1.5);
  expect(estimateQuantile({ counts: [5, 0, 5, 0], sum: 20 }, bounds, 0.9)).toBe(3.6);
  expect(estimateQuantile({ counts: [0, 0, 0, 1], sum: 9 }, bounds, 0.5)).toBe(4); // all that is known: more than 4
});
