import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { advanceUntil } from '#lib/server/testing/fake-time.ts';
import { demoModel } from './demo-model.ts';
import { answer, ask, record } from './testing/demo-recording.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('failures', () => {
  test('a failing answer has text, an error, and no finish', async () => {
    const { text, types } = await answer(ask('please fail'));
    expect(text).not.toBe('');
    expect(types.at(-1)).toBe('error');
    expect(types).not.toContain('finish');
  });

  test('a stall is a pause of eight seconds within one text part', async () => {
    const { recorded, types } = await answer(ask('stall'));
    const gaps = recorded.map(({ at }, index) => at - (recorded[index - 1]?.at ?? 0));
    expect(gaps.filter((gap) => gap > 1000)).toEqual([8000]);
    expect(types.filter((type) => type === 'text-start')).toHaveLength(1);
    expect(types.at(-1)).toBe('finish');
  });

  test('an abort ends the stream at once, also during a stall', async () => {
    const controller = new AbortController();
    const { recorded, reading } = await record(ask('stall'), { abortSignal: controller.signal });
    const ended = expect(reading).rejects.toBe('enough');
    await vi.advanceTimersByTimeAsync(5000);
    const before = recorded.length;
    controller.abort('enough');
    await ended;
    expect(recorded).toHaveLength(before);
  });

  test('an aborted signal ends the stream before any text', async () => {
    const { recorded, reading } = await record(ask('Hello'), { abortSignal: AbortSignal.abort('early') });
    await expect(reading).rejects.toBe('early');
    expect(recorded.length).toBeLessThanOrEqual(1);
  });

  test('a slow reader does not receive a burst of missed parts', async () => {
    const { stream } = await demoModel.doStream({ prompt: ask('Hello') });
    const reader = stream.getReader();
    for (let part = 0; part < 3; part++) await advanceUntil(reader.read());
    await vi.advanceTimersByTimeAsync(60_000);
    const startedAt = Date.now();
    for (let part = 0; part < 20; part++) await advanceUntil(reader.read());
    expect(Date.now() - startedAt).toBeGreaterThan(200);
    await reader.cancel();
    await vi.runAllTimersAsync();
  });
});
