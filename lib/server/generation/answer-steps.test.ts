import type { JSONValue } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
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

describe('steps', () => {
  test('add up their usage', async () => {
    const first = finish('tool-calls', { input: 10, output: 5, reasoning: 3 });
    const run = runScripted(scriptedModel([...callTool('c', 'echo', '{}'), first], done), { tools: [echo] });
    await run.ended;
    expect(run.progress).toMatchObject({ inputTokens: 30, outputTokens: 7, reasoningTokens: 3 });
    expect(run.progress.contextTokens).toBe(22); // the context holds what the last step has read and written
  });

  test('end after eight with outcome length when the model never stops calling', async () => {
    const again = (step: number) => [...callTool(`c${step}`, 'echo', '{}'), finish('tool-calls')];
    const model = scriptedModel(...Array.from({ length: 20 }, (_, step) => again(step)));
    const run = runScripted(model, { tools: [echo] });
    expect(await run.ended).toEqual({ outcome: 'length', finishReason: 'tool-calls' });
    expect(model.calls).toHaveLength(8);
    expect(run.events.filter(({ type }) => type === 'finish-step')).toHaveLength(8);
  });

  test('include the text and reasoning of earlier steps in the prompt', async () => {
    const model = scriptedModel(
      [
        { type: 'reasoning-start', id: 'r' },
        { type: 'reasoning-delta', id: 'r', delta: 'hm' },
        { type: 'reasoning-end', id: 'r' },
        ...textParts('1', 'Let me ', 'look.'),
        ...callTool('c', 'echo', '{}'),
        finish('tool-calls'),
      ],
      done,
    );
    await runScripted(model, { tools: [echo] }).ended;
    expect(model.calls[1]?.prompt.at(-2)).toMatchObject({
      role: 'assistant',
      content: [{ type: 'reasoning', text: 'hm' }, { text: 'Let me look.' }, { type: 'tool-call' }],
    });
  });
});

test('maxSteps limits the requests, including the steps before an approval', async () => {
  const step = (id: string) => [...callTool(id, 'echo', '{}'), finish('tool-calls')];
  const model = scriptedModel(step('a'), step('b'), step('c'));
  const run = runScripted(model, { tools: [echo], settings: { maxSteps: 2 } });
  expect(await run.ended).toMatchObject({ outcome: 'length' });
  expect(model.calls).toHaveLength(2);

  const next = scriptedModel(step('a'), step('b'));
  const resume = { steps: 1, outputTokens: 0, run: async () => [] };
  const resumed = runScripted(next, { tools: [echo], settings: { maxSteps: 2 }, resume });
  expect(await resumed.ended).toMatchObject({ outcome: 'length' });
  expect(next.calls).toHaveLength(1);
});

test('the model is not asked while a call of an earlier run still waits', async () => {
  const model = scriptedModel();
  const run = runScripted(model, { resume: { steps: 1, outputTokens: 0, run: async () => undefined } });
  expect(await run.ended).toEqual({ outcome: 'awaiting-approval', finishReason: 'tool-calls' });
  expect(model.calls).toHaveLength(0);
});
