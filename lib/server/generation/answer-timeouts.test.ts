import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { useFakeTime } from '../testing/fake-time.ts';
import { callTool, finish, scriptedModel, textParts } from '../testing/scripted-model.ts';
import { runScripted } from '../testing/scripted-run.ts';
import type { ServerTool } from '../tools/server-tool.ts';

beforeEach(() => {
  useFakeTime();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const timeouts = { firstTokenMs: 1000, idleMs: 500, runMs: 5000 };
const delta = { type: 'text-delta', id: '1', delta: 'a' } as const;
const wait = (milliseconds: number) => ({ type: 'wait', milliseconds }) as const;

test('a model that never answers fails with the first-token timeout', async () => {
  const run = runScripted(scriptedModel('no answer'), { timeouts });
  await vi.advanceTimersByTimeAsync(1000);
  expect(await run.ended).toMatchObject({ outcome: 'failed', error: { code: 'first-token-timeout' } });
});

test('an opened stream does not count as a first token', async () => {
  const model = scriptedModel([
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: 'x' },
    { type: 'hang' },
  ]);
  const run = runScripted(model, { timeouts: { ...timeouts, firstTokenMs: 1000, idleMs: 100 } });
  const settled = vi.fn();
  void run.ended.then(settled);
  await vi.advanceTimersByTimeAsync(999);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await run.ended).toMatchObject({ outcome: 'failed', error: { code: 'first-token-timeout' } });
  expect(model.cancelled).toHaveLength(1);
});

test('a model that stops mid-answer is interrupted by the idle timeout', async () => {
  const model = scriptedModel([{ type: 'text-start', id: '1' }, delta, wait(499), delta, { type: 'hang' }]);
  const run = runScripted(model, { timeouts });
  await vi.advanceTimersByTimeAsync(499 + 500);
  expect(await run.ended).toMatchObject({ outcome: 'interrupted', error: { code: 'idle-timeout' } });
  expect(model.cancelled).toHaveLength(1);
});

test('a model that never stops is interrupted by the run timeout', async () => {
  const deltas = Array.from({ length: 40 }, () => [delta, wait(200)] as const).flat();
  const run = runScripted(scriptedModel([{ type: 'text-start', id: '1' }, ...deltas, finish('stop')]), {
    timeouts,
  });
  await vi.advanceTimersByTimeAsync(5000);
  expect(await run.ended).toMatchObject({ outcome: 'interrupted', error: { code: 'run-timeout' } });
  await vi.advanceTimersByTimeAsync(200);
});

test('a timeout of 0 is off', async () => {
  const run = runScripted(scriptedModel([wait(86_400_000), ...textParts('1', 'a'), finish('stop')]));
  await vi.advanceTimersByTimeAsync(86_400_000);
  expect(await run.ended).toMatchObject({ outcome: 'complete' });
});

test('tools do not count towards the idle timeout, and each step has its own first-token timeout', async () => {
  const slow: ServerTool = {
    name: 'slow',
    description: '',
    inputSchema: z.object({}),
    execute: () => new Promise((resolve) => setTimeout(() => resolve('done'), 3000)),
  };
  const model = scriptedModel(
    [...callTool('c', 'slow', '{}'), finish('tool-calls')],
    [wait(900), ...textParts('1', 'a'), finish('stop')],
  );
  const run = runScripted(model, { timeouts, tools: [slow] });
  await vi.advanceTimersByTimeAsync(3900);
  expect(await run.ended).toMatchObject({ outcome: 'complete' });
});
