import { APICallError } from '@ai-sdk/provider';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { advanceUntil, useFakeTime } from '../testing/fake-time.ts';
import { callTool, finish, type Script, scriptedModel, textParts } from '../testing/scripted-model.ts';
import { runScripted } from '../testing/scripted-run.ts';

const busy: Script = {
  refusal: new APICallError({
    message: 'busy',
    url: 'https://a/',
    requestBodyValues: {},
    statusCode: 429,
    responseHeaders: { 'retry-after': '2' },
  }),
};
const dropped = new TypeError('terminated');
const answer: Script = [...textParts('1', 'Hello'), finish('stop')];

beforeEach(() => {
  useFakeTime();
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('retries a busy model after its Retry-After and emits every retry', async () => {
  const model = scriptedModel(busy, busy, answer);
  const run = runScripted(model, { maxRetries: 2 });
  await vi.advanceTimersByTimeAsync(1_999);
  expect(model.calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(model.calls).toHaveLength(2);
  expect(await advanceUntil(run.ended)).toMatchObject({ outcome: 'complete' });
  const message = "The model's server responded with 429: busy";
  const error = { code: 'upstream-error', message, status: 429 };
  expect(run.events.map(({ type }) => type)).toEqual([
    'start-step',
    'data-retry',
    'data-retry',
    'text-start',
    'text-delta',
    'text-end',
    'finish-step',
  ]);
  expect(run.events[1]).toEqual({
    type: 'data-retry',
    data: { retry: 1, of: 2, delayMs: 2000, error },
    transient: true,
  });
  expect(run.progress.retries).toBe(2);
});

test('fails after 1 + maxRetries requests', async () => {
  for (const maxRetries of [0, 1, 3]) {
    const model = scriptedModel(...Array.from({ length: 9 }, () => busy));
    const run = runScripted(model, { maxRetries });
    expect(await advanceUntil(run.ended)).toMatchObject({
      outcome: 'failed',
      error: { code: 'upstream-error' },
    });
    expect(model.calls).toHaveLength(1 + maxRetries);
    expect(run.progress.retries).toBe(maxRetries);
  }
});

test('retries a connection lost before the first token, and the failed attempt leaves no part behind', async () => {
  const opened: Script = [
    { type: 'stream-start', warnings: [] },
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: '' },
    { type: 'throw', error: dropped },
  ];
  const model = scriptedModel(opened, answer);
  const run = runScripted(model, { maxRetries: 2 });
  expect(await advanceUntil(run.ended)).toMatchObject({ outcome: 'complete' });
  expect(run.events.filter(({ type }) => type === 'text-start')).toHaveLength(1);
  expect(run.events.filter(({ type }) => type === 'start-step')).toHaveLength(1);
});

test.each([
  ['text', textParts('1', 'one').slice(0, -1)],
  [
    'reasoning',
    [
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'hm' },
    ],
  ],
  ['the start of a tool call', [{ type: 'tool-input-start', id: 'c', toolName: 'clock' }]],
] as const)('never retries after %s', async (_, started) => {
  const model = scriptedModel([...started, { type: 'throw', error: dropped }], answer);
  const run = runScripted(model, { maxRetries: 2 });
  expect(await advanceUntil(run.ended)).toMatchObject({
    outcome: 'interrupted',
    error: { code: 'connection-lost' },
  });
  expect(model.calls).toHaveLength(1);
});

test('does not retry a later step, because the first one had tokens', async () => {
  const model = scriptedModel([...callTool('c', 'nothing', '{}'), finish('tool-calls')], busy, answer);
  const run = runScripted(model, { maxRetries: 2 });
  expect(await advanceUntil(run.ended)).toMatchObject({ outcome: 'interrupted' });
  expect(model.calls).toHaveLength(2);
});

test('a stop during the backoff ends the run at once, without another request', async () => {
  const model = scriptedModel(busy, answer);
  const run = runScripted(model, { maxRetries: 2 });
  await vi.advanceTimersByTimeAsync(500);
  run.controller.abort();
  expect(await run.ended).toEqual({ outcome: 'stopped' });
  expect(model.calls).toHaveLength(1);
});

test('the first-token timeout is suspended during the backoff and restarts with each attempt', async () => {
  const model = scriptedModel(busy, [
    { type: 'wait', milliseconds: 900 },
    ...textParts('1', 'a'),
    finish('stop'),
  ]);
  const timeouts = { firstTokenMs: 1_000, idleMs: 0, runMs: 0 };
  const run = runScripted(model, { maxRetries: 1, timeouts });
  expect(await advanceUntil(run.ended)).toMatchObject({ outcome: 'complete' });
});

test('the run timeout continues during the backoff', async () => {
  const timeouts = { firstTokenMs: 0, idleMs: 0, runMs: 1_000 };
  const run = runScripted(scriptedModel(busy, answer), { maxRetries: 1, timeouts });
  expect(await advanceUntil(run.ended)).toMatchObject({ outcome: 'failed', error: { code: 'run-timeout' } });
});
