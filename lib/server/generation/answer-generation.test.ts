import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { DAY_MS, shiftWallClock, useFakeTime } from '../testing/fake-time.ts';
import { finish, scriptedModel, textParts } from '../testing/scripted-model.ts';
import { runScripted } from '../testing/scripted-run.ts';

beforeEach(() => {
  useFakeTime();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('an answer', () => {
  test('passes text on as it arrives, between the events of its step', async () => {
    const run = runScripted(scriptedModel([...textParts('1', 'Hello ', 'there'), finish('stop')]));
    expect(await run.ended).toEqual({ outcome: 'complete', finishReason: 'stop' });
    expect(run.events).toEqual([
      { type: 'start-step' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'Hello ' },
      { type: 'text-delta', id: '1', delta: 'there' },
      { type: 'text-end', id: '1' },
      { type: 'finish-step' },
    ]);
  });

  test('reports how long reasoning took, from its first delta to its end', async () => {
    const model = scriptedModel([
      { type: 'reasoning-start', id: 'r' },
      { type: 'wait', milliseconds: 700 },
      { type: 'reasoning-delta', id: 'r', delta: 'hm' },
      { type: 'wait', milliseconds: 2_500 },
      { type: 'reasoning-end', id: 'r' },
      finish('stop'),
    ]);
    const run = runScripted(model);
    await vi.advanceTimersByTimeAsync(3_200);
    await run.ended;
    expect(run.events).toContainEqual({
      type: 'reasoning-end',
      id: 'r',
      providerMetadata: { runnel: { durationMs: 2_500 } },
    });
  });

  test('emits reasoning and URL sources and skips empty deltas', async () => {
    const model = scriptedModel([
      { type: 'stream-start', warnings: [] },
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: '' },
      { type: 'reasoning-delta', id: 'r', delta: 'hm' },
      { type: 'reasoning-end', id: 'r' },
      { type: 'source', sourceType: 'url', id: 's1', url: 'https://a/', title: 'A' },
      { type: 'source', sourceType: 'url', id: 's2', url: 'https://b/' },
      finish('stop'),
    ]);
    const run = runScripted(model);
    await run.ended;
    expect(run.events.slice(1, -1)).toEqual([
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'hm' },
      { type: 'reasoning-end', id: 'r', providerMetadata: { runnel: { durationMs: expect.any(Number) } } },
      { type: 'source-url', sourceId: 's1', url: 'https://a/', title: 'A' },
      { type: 'source-url', sourceId: 's2', url: 'https://b/' },
    ]);
  });

  test.each([
    ['stop', 'complete'],
    ['length', 'length'],
    ['content-filter', 'content-filter'],
    ['other', 'complete'],
  ] as const)('maps finish reason %s to outcome %s', async (finishReason, outcome) => {
    const run = runScripted(scriptedModel([...textParts('1', 'a'), finish(finishReason)]));
    expect(await run.ended).toEqual({ outcome, finishReason });
  });

  test('passes only the given settings to the model', async () => {
    const model = scriptedModel([finish('stop')], [finish('stop')]);
    await runScripted(model).ended;
    expect(Object.keys(model.calls[0] ?? {}).sort()).toEqual(['abortSignal', 'prompt']);
    const settings = { temperature: 0, maxOutputTokens: 5, reasoningEffort: 'low' } as const;
    await runScripted({ ...model }, { settings }).ended;
    expect(model.calls[1]).toMatchObject({ temperature: 0, maxOutputTokens: 5, reasoning: 'low' });
  });

  test('measures durations on a clock that nobody sets', async () => {
    const model = scriptedModel([
      { type: 'wait', milliseconds: 100 },
      { type: 'reasoning-delta', id: 'r', delta: 'hm' },
      { type: 'wait', milliseconds: 200 },
      { type: 'reasoning-end', id: 'r' },
      finish('stop'),
    ]);
    const run = runScripted(model);
    for (const jump of [DAY_MS, -2 * DAY_MS, DAY_MS]) {
      shiftWallClock(jump);
      await vi.advanceTimersByTimeAsync(100);
    }
    await run.ended;
    expect(run.progress).toMatchObject({ firstTokenMs: 100, elapsedMs: 300 });
    expect(run.events).toContainEqual({
      type: 'reasoning-end',
      id: 'r',
      providerMetadata: { runnel: { durationMs: 200 } },
    });
  });

  test('measures the first token at the first non-empty delta', async () => {
    const model = scriptedModel([
      { type: 'stream-start', warnings: [] },
      { type: 'wait', milliseconds: 100 },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: '' },
      { type: 'wait', milliseconds: 200 },
      { type: 'text-delta', id: '1', delta: 'a' },
      { type: 'wait', milliseconds: 50 },
      { type: 'text-delta', id: '1', delta: 'b' },
      { type: 'text-end', id: '1' },
      finish('stop', { input: 7, output: 2, reasoning: 1 }),
    ]);
    const run = runScripted(model);
    await vi.advanceTimersByTimeAsync(350);
    await run.ended;
    expect(run.progress).toEqual({
      firstTokenMs: 300,
      inputTokens: 7,
      outputTokens: 2,
      reasoningTokens: 1,
      contextTokens: 9,
      requests: 1,
      retries: 0,
    });
  });
});

describe('a stop', () => {
  test('before the model responds ends the run', async () => {
    const run = runScripted(scriptedModel('no answer'));
    await vi.advanceTimersByTimeAsync(10);
    run.controller.abort();
    expect(await run.ended).toEqual({ outcome: 'stopped' });
    expect(run.events).toEqual([{ type: 'start-step' }]);
  });

  test('before the first token cancels the stream', async () => {
    const model = scriptedModel([{ type: 'stream-start', warnings: [] }, { type: 'hang' }]);
    const run = runScripted(model);
    await vi.advanceTimersByTimeAsync(10);
    run.controller.abort('enough');
    expect(await run.ended).toEqual({ outcome: 'stopped' });
    expect(model.cancelled).toEqual(['enough']);
  });

  test('mid-text cancels the stream, and nothing follows', async () => {
    const model = scriptedModel([
      ...textParts('1', 'one').slice(0, -1),
      { type: 'wait', milliseconds: 100 },
      { type: 'text-delta', id: '1', delta: 'two' },
      finish('stop'),
    ]);
    const run = runScripted(model);
    await vi.advanceTimersByTimeAsync(50);
    run.controller.abort();
    expect(await run.ended).toEqual({ outcome: 'stopped' });
    await vi.advanceTimersByTimeAsync(100);
    expect(run.events.at(-1)).toEqual({ type: 'text-delta', id: '1', delta: 'one' });
    expect(model.cancelled).toHaveLength(1);
  });

  test('before the run starts sends no request', async () => {
    const model = scriptedModel([finish('stop')]);
    const run = runScripted(model, { signal: AbortSignal.abort() });
    expect(await run.ended).toEqual({ outcome: 'stopped' });
    expect(model.calls).toHaveLength(0);
  });

  test('leaves no listener behind, whether the run completes, is refused or fails', async () => {
    const scripts = [[finish('stop')], { refusal: new Error('no') }, [{ type: 'throw', error: 1 }]] as const;
    for (const script of scripts) {
      const signal = new AbortController().signal;
      const added = vi.spyOn(signal, 'addEventListener');
      const removed = vi.spyOn(signal, 'removeEventListener');
      await runScripted(scriptedModel(script as Parameters<typeof scriptedModel>[0]), { signal }).ended;
      expect(added).toHaveBeenCalledTimes(1);
      expect(removed.mock.calls.map(([, listener]) => listener)).toEqual([added.mock.calls[0]?.[1]]);
    }
  });

  test('a complete answer closes the stream without aborting the signal of the model', async () => {
    const model = scriptedModel([...textParts('1', 'a'), finish('stop'), { type: 'hang' }]);
    await runScripted(model).ended;
    expect(model.cancelled).toHaveLength(1);
    expect(model.calls[0]?.abortSignal?.aborted).toBe(false);
  });
});

describe('a failure', () => {
  const started = textParts('1', 'one').slice(0, -1);
  const dropped = new TypeError('terminated', {
    cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
  });

  test.each([
    [
      'an error part',
      [...started, { type: 'error', error: 'out of memory' }],
      'interrupted',
      'upstream-error',
    ],
    ['an error part before the first token', [{ type: 'error', error: 'no' }], 'failed', 'upstream-error'],
    ['an end without a finish', started, 'interrupted', 'truncated'],
    ['an empty stream', [], 'failed', 'truncated'],
    [
      'a finish with reason interrupted',
      [...started, finish('interrupted' as 'stop')],
      'interrupted',
      'truncated',
    ],
    [
      'a connection lost mid-text',
      [...started, { type: 'throw', error: dropped }],
      'interrupted',
      'connection-lost',
    ],
    [
      'a connection lost before the first token',
      [{ type: 'throw', error: dropped }],
      'failed',
      'model-unavailable',
    ],
    ['a refusal', { refusal: new ChatError('model-unavailable', 'x') }, 'failed', 'model-unavailable'],
  ] as const)('%s', async (_, script, outcome, code) => {
    const run = runScripted(scriptedModel(script as Parameters<typeof scriptedModel>[0]));
    expect(await run.ended).toMatchObject({ outcome, error: { code } });
    expect(run.events.some((event) => event.type === 'error')).toBe(false);
  });

  test('keeps the text that arrived before it', async () => {
    const run = runScripted(scriptedModel([...started, { type: 'error', error: 'no' }]));
    await run.ended;
    expect(run.events).toContainEqual({ type: 'text-delta', id: '1', delta: 'one' });
  });
});
