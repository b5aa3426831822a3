import type { JSONValue } from '@ai-sdk/provider';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { callTool, finish, scriptedModel } from '../testing/scripted-model.ts';
import type { GenerateRequest } from './answer-generation.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const echo = {
  name: 'echo',
  description: 'Echoes.',
  inputSchema: z.object({}),
  execute: async () => 'echo' as JSONValue,
};

/** The model calls a tool in each of its steps, and writes `output` tokens. */
async function runSteps(
  variables: Record<string, string>,
  {
    settings = {},
    ownKey = false,
    output = 40,
    resume,
  }: Partial<GenerateRequest> & { ownKey?: boolean; output?: number } = {},
) {
  vi.resetModules();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const { runScripted } = await import('../testing/scripted-run.ts');
  const step = (id: number) => [
    ...callTool(`c${id}`, 'echo', '{}'),
    finish('tool-calls', { input: 1, output }),
  ];
  const model = scriptedModel(...Array.from({ length: 20 }, (_, id) => step(id)));
  if (ownKey) model.info.ownKey = true;
  expect(
    await runScripted(model, { tools: [echo], settings, ...(resume && { resume }) }).ended,
  ).toMatchObject({ outcome: 'length' });
  return model.calls.map(({ maxOutputTokens }) => maxOutputTokens);
}

test('MAX_STEPS limits the requests of a run, whatever the caller asks for', async () => {
  expect(await runSteps({ MAX_STEPS: '2' })).toHaveLength(2);
  expect(await runSteps({ MAX_STEPS: '2' }, { settings: { maxSteps: 64 } })).toHaveLength(2);
  expect(await runSteps({ MAX_STEPS: '10' })).toHaveLength(8);
  expect(await runSteps({ MAX_STEPS: '10' }, { settings: { maxSteps: 64 } })).toHaveLength(10);
  expect(await runSteps({ MAX_STEPS: '2' }, { ownKey: true })).toHaveLength(2);
});

test('MAX_OUTPUT_TOKENS limits all steps of a run together', async () => {
  expect(await runSteps({ MAX_OUTPUT_TOKENS: '100' })).toEqual([100, 60, 20]);
  expect(await runSteps({ MAX_OUTPUT_TOKENS: '100' }, { settings: { maxOutputTokens: 50 } })).toEqual([
    50, 50, 20,
  ]);
});

test('MAX_OUTPUT_TOKENS counts what a run that nobody has asked for continues', async () => {
  const continued = (outputTokens: number) => ({ steps: 0, outputTokens, run: async () => [] });
  expect(await runSteps({ MAX_OUTPUT_TOKENS: '100' }, { resume: continued(50) })).toEqual([50, 10]);
  expect(await runSteps({ MAX_OUTPUT_TOKENS: '100' }, { resume: continued(200) })).toEqual([1]);
});

test('MAX_OUTPUT_TOKENS does not limit whoever pays with their own key', async () => {
  const asked = await runSteps({ MAX_OUTPUT_TOKENS: '100' }, { ownKey: true });
  expect(asked).toEqual(Array(8).fill(undefined));
});
