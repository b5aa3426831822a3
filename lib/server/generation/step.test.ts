import type { JSONValue } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { useFakeTime } from '../testing/fake-time.ts';
import { callTool, finish, scriptedModel, textParts } from '../testing/scripted-model.ts';
import { runScripted } from '../testing/scripted-run.ts';
import type { ServerTool } from '../tools/server-tool.ts';

beforeEach(() => {
  useFakeTime();
});
afterEach(() => {
  vi.useRealTimers();
});

function tool(name: string, execute: ServerTool['execute']): ServerTool {
  return { name, description: `${name}.`, inputSchema: z.object({ word: z.string().optional() }), execute };
}
const echo = tool('echo', async (input) => ({ echoed: input as JSONValue }));
const done = [...textParts('2', 'Done.'), finish('stop', { input: 20, output: 2 })];
const inTime = (milliseconds: number, value: JSONValue) =>
  new Promise<JSONValue>((resolve) => setTimeout(() => resolve(value), milliseconds));
const outputs = (events: RunEvent[]) => events.filter(({ type }) => /^tool-(output|input-error)/.test(type));

/** Runs one tool call and a final answer; returns the events and the prompt messages that follow the question. */
async function runCall(toolName: string, input: string, tools: ServerTool[]) {
  const model = scriptedModel([...callTool('c1', toolName, input), finish('tool-calls')], done);
  const run = runScripted(model, { tools });
  expect(await run.ended).toMatchObject({ outcome: 'complete' });
  return { events: run.events, toModel: model.calls[1]?.prompt.slice(1), model };
}

describe('a call', () => {
  test('is emitted while it is written, executed, and returned to the model', async () => {
    const { events, toModel, model } = await runCall('echo', '{"word":"hi"}', [echo]);
    expect(events.slice(0, 7)).toEqual([
      { type: 'start-step' },
      { type: 'tool-input-start', toolCallId: 'c1', toolName: 'echo' },
      { type: 'tool-input-delta', toolCallId: 'c1', inputTextDelta: '{"word":"hi"}' },
      { type: 'tool-input-available', toolCallId: 'c1', toolName: 'echo', input: { word: 'hi' } },
      {
        type: 'tool-output-available',
        toolCallId: 'c1',
        output: { echoed: { word: 'hi' } },
        toolMetadata: { durationMs: 0 },
      },
      { type: 'finish-step' },
      { type: 'start-step' },
    ]);
    const call = { toolCallId: 'c1', toolName: 'echo' };
    const output = { type: 'json', value: { echoed: { word: 'hi' } } };
    expect(toModel).toEqual([
      { role: 'assistant', content: [{ type: 'tool-call', ...call, input: { word: 'hi' } }] },
      { role: 'tool', content: [{ type: 'tool-result', ...call, output }] },
    ]);
    expect(model.calls[0]?.tools).toMatchObject([{ type: 'function', name: 'echo', description: 'echo.' }]);
  });

  test('without arguments is executed with {}', async () => {
    const { events } = await runCall('echo', '', [echo]);
    expect(outputs(events)).toMatchObject([{ toolCallId: 'c1', output: { echoed: {} } }]);
  });

  test.each([
    ['of an unknown tool', 'fly', '{}', {}, 'Unknown tool: fly. Available tools: echo.'],
    ['with arguments that are not JSON', 'echo', 'word', 'word', 'The arguments are not valid JSON.'],
    [
      'with arguments that do not match the schema',
      'echo',
      '{"word":5}',
      { word: 5 },
      'The arguments do not match the schema:\n✖ Invalid input: expected string, received number\n  → at word',
    ],
  ])('%s is not executed, and the model gets the error', async (_, toolName, json, input, errorText) => {
    const execute = vi.fn(echo.execute);
    const { events, toModel } = await runCall(toolName, json, [tool('echo', execute)]);
    expect(execute).not.toHaveBeenCalled();
    expect(outputs(events)).toEqual([
      { type: 'tool-input-error', toolCallId: 'c1', toolName, input, errorText },
    ]);
    expect(toModel?.[1]).toMatchObject({ content: [{ output: { type: 'error-text', value: errorText } }] });
  });

  test.each([
    ['cut off', '{"word":"hi'],
    ['with a trailing comma', '{"word":"hi",}'],
    ['in single quotes', "{'word':'hi'}"],
    ['in a code fence', '```json\n{"word":"hi"}\n```'],
    ['with a raw line break', '{"word":"hi"\n, }'],
  ])('with arguments %s is repaired and executed', async (_, json) => {
    const { events, toModel } = await runCall('echo', json, [echo]);
    expect(outputs(events)).toMatchObject([{ output: { echoed: { word: 'hi' } } }]);
    expect(events).toContainEqual({
      type: 'tool-input-available',
      toolCallId: 'c1',
      toolName: 'echo',
      input: { word: 'hi' },
    });
    expect(toModel?.[0]).toMatchObject({ content: [{ type: 'tool-call', input: { word: 'hi' } }] });
  });

  test.each([
    [new Error('No such city.'), 'No such city.'],
    ['a string', 'The tool failed.'],
  ])('whose tool throws %s returns the error to the model', async (thrown, errorText) => {
    const failing = tool('echo', () => Promise.reject(thrown));
    const { events } = await runCall('echo', '{}', [failing]);
    expect(outputs(events)).toMatchObject([{ type: 'tool-output-error', toolCallId: 'c1', errorText }]);
  });

  test('of an MCP tool reports its server and duration', async () => {
    const slow = { ...tool('echo', () => inTime(70, 'ok')), title: 'Echo', server: 'hills' };
    const model = scriptedModel([...callTool('c1', 'echo', '{}'), finish('tool-calls')], done);
    const run = runScripted(model, { tools: [slow] });
    await vi.advanceTimersByTimeAsync(70);
    await run.ended;
    expect(run.events.find(({ type }) => type === 'tool-input-available')).toMatchObject({
      title: 'Echo',
      toolMetadata: { server: 'hills' },
    });
    expect(outputs(run.events)).toMatchObject([{ toolMetadata: { server: 'hills', durationMs: 70 } }]);
  });
});

describe('a time limit', () => {
  test('ends a tool that ignores its signal, returns an error to the model, and leaves other calls running', async () => {
    let toolSignal: AbortSignal | undefined;
    const stubborn: ServerTool = {
      ...tool('stubborn', (_, { signal }) => {
        toolSignal = signal;
        return new Promise(() => {});
      }),
      timeLimitMs: 1_500,
    };
    const slow = tool('slow', () => inTime(2_000, 'slow'));
    const model = scriptedModel(
      [...callTool('a', 'stubborn', '{}'), ...callTool('b', 'slow', '{}'), finish('tool-calls')],
      done,
    );
    const run = runScripted(model, { tools: [stubborn, slow] });
    await vi.advanceTimersByTimeAsync(1_499);
    expect(outputs(run.events)).toEqual([]);
    await vi.advanceTimersByTimeAsync(501);
    expect(await run.ended).toMatchObject({ outcome: 'complete' });
    expect(outputs(run.events)).toMatchObject([
      {
        toolCallId: 'a',
        errorText: 'It did not finish in 1.5 seconds.',
        toolMetadata: { durationMs: 1_500 },
      },
      { toolCallId: 'b', output: 'slow' },
    ]);
    expect(toolSignal?.aborted).toBe(true);
    expect(model.calls[1]?.prompt.at(-1)).toMatchObject({
      content: [{ output: { type: 'error-text' } }, { output: { type: 'json', value: 'slow' } }],
    });
  });

  test('leaves no timer behind when the tool finishes in time', async () => {
    await runCall('echo', '{}', [echo]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('several calls', () => {
  test('run in parallel, and their results keep the order of the calls', async () => {
    const slow = tool('slow', () => inTime(300, 'slow'));
    const fast = tool('fast', () => inTime(100, 'fast'));
    const model = scriptedModel(
      [...callTool('a', 'slow', '{}'), ...callTool('b', 'fast', '{}'), finish('tool-calls')],
      done,
    );
    const run = runScripted(model, { tools: [slow, fast] });
    await vi.advanceTimersByTimeAsync(300);
    await run.ended;
    expect(outputs(run.events).map((event) => 'toolCallId' in event && event.toolCallId)).toEqual(['b', 'a']);
    expect(model.calls[1]?.prompt.at(-1)).toMatchObject({
      role: 'tool',
      content: [{ toolCallId: 'a' }, { toolCallId: 'b' }],
    });
  });

  test('a failing call does not affect the others', async () => {
    const model = scriptedModel(
      [...callTool('a', 'nobody', '{}'), ...callTool('b', 'echo', '{}'), finish('tool-calls')],
      done,
    );
    const run = runScripted(model, { tools: [echo] });
    await run.ended;
    expect(outputs(run.events).map(({ type }) => type)).toEqual([
      'tool-input-error',
      'tool-output-available',
    ]);
  });
});

describe('a stop while a tool runs', () => {
  test('aborts the tool and emits no result', async () => {
    let reason: unknown;
    const waiting = tool('echo', (_, { signal }) => {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason;
          reject(signal.reason);
        });
      });
    });
    const model = scriptedModel([...callTool('c1', 'echo', '{}'), finish('tool-calls')]);
    const run = runScripted(model, { tools: [waiting] });
    await vi.advanceTimersByTimeAsync(10);
    run.controller.abort('enough');
    expect(await run.ended).toEqual({ outcome: 'stopped' });
    expect(reason).toBe('enough');
    expect(outputs(run.events)).toEqual([]);
    expect(model.calls).toHaveLength(1);
  });

  test('ends the run although the tool ignores its signal', async () => {
    const stubborn = tool('echo', () => inTime(60_000, 'late'));
    const model = scriptedModel([...callTool('c1', 'echo', '{}'), finish('tool-calls')]);
    const run = runScripted(model, { tools: [stubborn] });
    await vi.advanceTimersByTimeAsync(10);
    run.controller.abort();
    expect(await run.ended).toEqual({ outcome: 'stopped' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outputs(run.events)).toEqual([]);
  });
});
