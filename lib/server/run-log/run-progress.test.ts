import { expect, test } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { isTerminal } from '#lib/protocol/run-event.ts';
import { createRunMetadata, createTerminalEvents, type RunEnd } from './run-progress.ts';
import { createRunInfo } from './testing/run-log-fixtures.ts';

const info = { ...createRunInfo(), startedAt: 1000 };
const complete: RunEnd = { outcome: 'complete', finishReason: 'stop' };
const failed: RunEnd = {
  outcome: 'interrupted',
  error: new ChatError('idle-timeout', 'Silent.', { cause: new Error('secret') }),
};

test('the metadata holds times, tokens and speed', () => {
  const progress = { firstTokenMs: 500, inputTokens: 9, outputTokens: 50, reasoningTokens: 10, retries: 1 };
  expect(createRunMetadata({ info, progress, end: complete, now: 3000 })).toEqual({
    runId: 'run-1',
    model: 'm',
    outcome: 'complete',
    startedAt: 1000,
    durationMs: 2000,
    ...progress,
    tokensPerSecond: 33.3,
  });
});

test('there is no speed without tokens or writing time', () => {
  for (const progress of [
    { retries: 0 },
    { retries: 0, firstTokenMs: 2000, outputTokens: 5 },
    { retries: 0, firstTokenMs: 1, outputTokens: 0 },
    { retries: 0, outputTokens: 5 },
  ]) {
    expect(createRunMetadata({ info, progress, end: complete, now: 3000 })).not.toHaveProperty(
      'tokensPerSecond',
    );
  }
});

test('an error is reported with its code and message, without its cause', () => {
  const metadata = createRunMetadata({ info, progress: { retries: 0 }, end: failed, now: 1000 });
  expect(metadata.error).toEqual({ code: 'idle-timeout', message: 'Silent.' });
  expect(JSON.stringify(metadata)).not.toContain('secret');
});

test('finish carries the metadata; abort and error are preceded by it', () => {
  for (const end of [complete, { outcome: 'stopped' } as const, failed]) {
    const metadata = createRunMetadata({ info, progress: { retries: 0 }, end, now: 1000 });
    const events = createTerminalEvents(metadata, end);
    expect(events.map(isTerminal)).toEqual(events.map((_, index) => index === events.length - 1));
    expect(events[0]).toHaveProperty('messageMetadata', metadata);
  }
  const types = (end: RunEnd) =>
    createTerminalEvents(createRunMetadata({ info, progress: { retries: 0 }, end, now: 0 }), end).map(
      ({ type }) => type,
    );
  expect(types(complete)).toEqual(['finish']);
  expect(types({ outcome: 'stopped' })).toEqual(['message-metadata', 'abort']);
  expect(types(failed)).toEqual(['message-metadata', 'error']);
});
