import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { isTerminal } from '#lib/protocol/run-event.ts';
import { DAY_MS, shiftWallClock } from '../testing/fake-time.ts';
import { createRunMetadata, createTerminalEvents, type RunEnd, RunProgress } from './run-progress.ts';
import { createRunInfo } from './testing/run-log-fixtures.ts';

const info = { ...createRunInfo(), startedAt: 1000 };

beforeAll(() => {
  vi.stubEnv('MODEL_PRICES', '{"priced":{"input":2.5,"output":10}}');
});
afterAll(() => {
  vi.unstubAllEnvs();
});
beforeEach(() => {
  vi.useFakeTimers({ now: info.startedAt });
});
afterEach(() => {
  vi.useRealTimers();
});
const complete: RunEnd = { outcome: 'complete', finishReason: 'stop' };
const failed: RunEnd = {
  outcome: 'interrupted',
  error: new ChatError('idle-timeout', 'Silent.', { cause: new Error('secret') }),
};

/** The progress of a run that started `milliseconds` ago. */
function progressAfter(milliseconds: number, counts: Partial<RunProgress>): RunProgress {
  const progress = Object.assign(new RunProgress(), counts);
  vi.advanceTimersByTime(milliseconds);
  return progress;
}

test('the metadata holds times, tokens and speed', () => {
  const tokens = { inputTokens: 9, outputTokens: 50, reasoningTokens: 10 };
  const counts = { firstTokenMs: 500, ...tokens, requests: 2, retries: 1 };
  expect(createRunMetadata({ info, progress: progressAfter(2000, counts), end: complete })).toEqual({
    runId: 'run-1',
    model: 'm',
    outcome: 'complete',
    startedAt: 1000,
    durationMs: 2000,
    ...counts,
    tokensPerSecond: 33.3,
  });
});

test('the metadata holds the size and the checksum of the text, if there is any', () => {
  const progress = new RunProgress();
  expect(createRunMetadata({ info, progress, end: complete })).not.toHaveProperty('sha256');
  for (const text of ['Salz', 'ö', 'l']) progress.addText(text);
  expect(createRunMetadata({ info, progress, end: { outcome: 'stopped' } })).toMatchObject({
    bytes: 7,
    sha256: createHash('sha256').update('Salzöl').digest('hex'),
  });
});

describe('the cost', () => {
  const cost = (model: string, counts: Partial<RunProgress>) =>
    createRunMetadata({
      info: { ...info, model },
      progress: Object.assign(new RunProgress(), counts),
      end: complete,
    }).cost;

  test('is that of the tokens, at the prices of the model', () => {
    expect(cost('priced', { inputTokens: 1_000_000, outputTokens: 500_000 })).toBe(7.5);
    expect(cost('priced', { outputTokens: 100 })).toBe(0.001);
  });

  test('is absent without a price, or without counted tokens', () => {
    expect(cost('constructor', { inputTokens: 9, outputTokens: 50 })).toBeUndefined();
    expect(cost('priced', { inputTokens: 9 })).toBeUndefined();
  });
});

test('there is no speed without tokens or writing time', () => {
  for (const counts of [
    { retries: 0 },
    { retries: 0, firstTokenMs: 2000, outputTokens: 5 },
    { retries: 0, firstTokenMs: 1, outputTokens: 0 },
    { retries: 0, outputTokens: 5 },
  ]) {
    const progress = progressAfter(2000, counts);
    expect(createRunMetadata({ info, progress, end: complete })).not.toHaveProperty('tokensPerSecond');
  }
});

test('an error is reported with its code and message, without its cause', () => {
  const metadata = createRunMetadata({ info, progress: new RunProgress(), end: failed });
  expect(metadata.error).toEqual({ code: 'idle-timeout', message: 'Silent.' });
  expect(JSON.stringify(metadata)).not.toContain('secret');
});

test('finish carries the metadata; abort and error are preceded by it', () => {
  for (const end of [complete, { outcome: 'stopped' } as const, failed]) {
    const metadata = createRunMetadata({ info, progress: new RunProgress(), end });
    const events = createTerminalEvents(metadata, end);
    expect(events.map(isTerminal)).toEqual(events.map((_, index) => index === events.length - 1));
    expect(events[0]).toHaveProperty('messageMetadata', metadata);
  }
  const types = (end: RunEnd) =>
    createTerminalEvents(createRunMetadata({ info, progress: new RunProgress(), end }), end).map(
      ({ type }) => type,
    );
  expect(types(complete)).toEqual(['finish']);
  expect(types({ outcome: 'stopped' })).toEqual(['message-metadata', 'abort']);
  expect(types(failed)).toEqual(['message-metadata', 'error']);
});

test.each([DAY_MS, -DAY_MS])('a wall clock that jumps by %i ms changes no duration', (jump) => {
  const progress = progressAfter(2000, { outputTokens: 50, firstTokenMs: 500 });
  shiftWallClock(jump);
  expect(createRunMetadata({ info, progress, end: complete })).toMatchObject({
    startedAt: 1000,
    durationMs: 2000,
    tokensPerSecond: 33.3,
  });
});

test('without progress the duration comes from the wall clocks of two servers, and is never negative', () => {
  shiftWallClock(3000);
  expect(createRunMetadata({ info, progress: undefined, end: failed })).toMatchObject({
    durationMs: 3000,
    retries: 0,
  });
  shiftWallClock(-DAY_MS);
  expect(createRunMetadata({ info, progress: undefined, end: failed })).toMatchObject({ durationMs: 0 });
});
