import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { findModel } from '../models/catalogue.ts';
import { advanceUntil, useFakeTime } from '../testing/fake-time.ts';
import { callTool, finish, type Script, scriptedModel, textParts } from '../testing/scripted-model.ts';
import { AnswerError } from './chat-answer.ts';
import { type ChatStream, streamChat } from './chat-stream.ts';

vi.mock('../models/catalogue.ts', () => ({ findModel: vi.fn() }));

function mockModel(...scripts: Script[]) {
  const model = scriptedModel(...scripts);
  vi.mocked(findModel).mockResolvedValue(model);
  return model;
}

beforeEach(() => {
  useFakeTime();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

async function readAll(chat: ChatStream) {
  const events: RunEvent[] = [];
  for await (const event of chat) events.push(event);
  return events;
}

describe('an answer', () => {
  test('streams its events and collects text, reasoning, usage and outcome', async () => {
    mockModel([
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'Hm.' },
      { type: 'reasoning-end', id: 'r' },
      ...textParts('1', 'Hello ', 'there'),
      finish('stop', { input: 3, output: 5 }),
    ]);
    const onChunk = vi.fn();
    const onComplete = vi.fn();
    const chat = streamChat({ prompt: 'hi', onChunk, onComplete });
    const events = await readAll(chat);
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(['start', 'finish']);
    expect(onChunk.mock.calls.flat().join('')).toBe('Hello there');
    expect(onComplete).toHaveBeenCalledTimes(1);
    expect(onComplete.mock.calls[0]?.[0]).toMatchObject({
      text: 'Hello there',
      reasoning: 'Hm.',
      toolCalls: [],
      usage: { inputTokens: 3, outputTokens: 5 },
      outcome: 'complete',
    });
    expect(await chat.ended).toEqual({ answer: chat.answer });
  });

  test('collects tool calls with their outputs', async () => {
    const model = mockModel(
      [...callTool('c', 'current_time', '{"timeZone":"UTC"}'), finish('tool-calls')],
      [...textParts('1', 'Noon.'), finish('stop')],
    );
    const chat = streamChat({ prompt: 'hi' });
    await readAll(chat);
    expect(chat.answer.toolCalls).toMatchObject([
      {
        toolCallId: 'c',
        toolName: 'current_time',
        input: { timeZone: 'UTC' },
        output: { utc: expect.any(String) },
      },
    ]);
    expect(model.calls[0]?.tools?.map(({ name }) => name)).toContain('current_time');
  });

  test('sends no request before it is read', async () => {
    const model = mockModel([...textParts('1', 'x'), finish('stop')]);
    streamChat({ prompt: 'hi' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(model.calls).toHaveLength(0);
  });
});

describe('a failing answer', () => {
  test('throws its error after the error event, with the answer so far', async () => {
    mockModel([...textParts('1', 'Half').slice(0, -1), { type: 'error', error: new Error('out of breath') }]);
    const onComplete = vi.fn();
    const chat = streamChat({ prompt: 'hi', onComplete });
    const events: RunEvent[] = [];
    const reading = (async () => {
      for await (const event of chat) events.push(event);
    })();
    const error = await reading.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(AnswerError);
    expect(error).toMatchObject({
      code: 'upstream-error',
      message: 'out of breath',
      answer: { text: 'Half', outcome: 'interrupted' },
    });
    expect(events.at(-1)).toEqual({ type: 'error', errorText: 'out of breath' });
    expect(onComplete).not.toHaveBeenCalled();
  });

  test('throws the error of a timeout from the options', async () => {
    mockModel([...textParts('1', 'Half'), { type: 'hang' }]);
    const chat = streamChat({ prompt: 'hi', timeouts: { idleMs: 2_000 } });
    await expect(advanceUntil(readAll(chat), 3_000)).rejects.toMatchObject({
      code: 'idle-timeout',
      answer: { text: 'Half' },
    });
  });

  test('throws when the run cannot be prepared', async () => {
    vi.mocked(findModel).mockRejectedValue(new Error('no such thing'));
    await expect(readAll(streamChat({ prompt: 'hi' }))).rejects.toMatchObject({ code: 'internal-error' });
  });
});

describe('stopping', () => {
  test('by the signal ends with outcome stopped and keeps the answer so far', async () => {
    const model = mockModel([...textParts('1', 'Half').slice(0, -1), { type: 'hang' }]);
    const controller = new AbortController();
    const onComplete = vi.fn();
    const chat = streamChat({ prompt: 'hi', signal: controller.signal, onComplete });
    const reading = readAll(chat);
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect((await reading).at(-1)).toEqual({ type: 'abort', reason: 'stopped' });
    expect(onComplete.mock.calls[0]?.[0]).toMatchObject({ text: 'Half', outcome: 'stopped' });
    expect(model.cancelled).toHaveLength(1);
  });

  test('by an aborted signal sends no request', async () => {
    const model = mockModel([...textParts('1', 'x'), finish('stop')]);
    await readAll(streamChat({ prompt: 'hi', signal: AbortSignal.abort() }));
    expect(model.calls).toHaveLength(0);
  });

  test('by leaving the iteration closes the upstream connection at once', async () => {
    const model = mockModel([...textParts('1', 'Half').slice(0, -1), { type: 'hang' }]);
    const chat = streamChat({ prompt: 'hi' });
    for await (const event of chat) if (event.type === 'text-delta') break;
    expect((await chat.ended).answer).toMatchObject({ text: 'Half', outcome: 'stopped' });
    expect(model.cancelled).toHaveLength(1);
  });

  test('by leaving does not wait for a pending event', async () => {
    const model = mockModel('no answer');
    const chat = streamChat({ prompt: 'hi' });
    const events = chat[Symbol.asyncIterator]();
    while ((await events.next()).value?.type !== 'start-step');
    const waiting = events.next();
    await vi.advanceTimersByTimeAsync(10);
    await events.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect((await chat.ended).answer.outcome).toBe('stopped');
    expect(model.calls[0]?.abortSignal?.aborted).toBe(true);
  });
});
