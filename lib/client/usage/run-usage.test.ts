import { describe, expect, test, vi } from 'vitest';
import type { ChatMessage, MessagePart, RunMetadata } from '#lib/protocol/run-event.ts';
import { estimatePrompt } from './run-estimate.ts';
import { getRunUsage } from './run-usage.ts';

const step = { type: 'step-start' } as const;
/** A text of so many estimated tokens. */
const text = (tokens: number): MessagePart => ({ type: 'text', text: 'abcd'.repeat(tokens) });
const think = (tokens: number): MessagePart => ({ type: 'reasoning', text: 'abcd'.repeat(tokens) });
const call = (input: number, output: number): MessagePart => ({
  type: 'dynamic-tool',
  toolCallId: 'c',
  toolName: 't',
  state: 'output-available',
  input: 'x'.repeat(input * 4 - 2),
  output: 'x'.repeat(output * 4 - 2),
});
const run = { runId: 'r1', model: 'm', startedAt: 1, outcome: 'complete' as const };
const answer = (parts: MessagePart[], metadata: Partial<RunMetadata> = {}): ChatMessage => ({
  id: 'a',
  role: 'assistant',
  parts,
  metadata: { ...run, ...metadata },
});
const usageOf = (message: ChatMessage, promptTokens = 100) => getRunUsage(message, () => promptTokens);

describe('a run whose tokens were reported', () => {
  test('has them, and is not estimated', () => {
    const getPromptTokens = vi.fn(() => 100);
    const tokens = { inputTokens: 51, cachedTokens: 12, outputTokens: 380, reasoningTokens: 80 };
    const message = answer([step, text(9)], { ...tokens, contextTokens: 431, cost: 0.5 });
    expect(getRunUsage(message, getPromptTokens)).toEqual([
      {
        ...{ runId: 'r1', model: 'm', startedAt: 1, input: 51, cached: 12, output: 380, reasoning: 80 },
        ...{ context: 431, cost: 0.5, isEstimated: false },
      },
    ]);
    expect(getPromptTokens).not.toHaveBeenCalled();
  });

  test('and that was cut later has at least them', () => {
    const message = answer([step, call(5, 50), step, text(40)], {
      ...{ outcome: 'stopped', inputTokens: 120, outputTokens: 7 },
    });
    expect(usageOf(message)).toMatchObject([{ input: 255, output: 45, isEstimated: true }]);
    const longer = { ...message, metadata: { ...run, ...message.metadata, inputTokens: 900 } };
    expect(usageOf(longer)).toMatchObject([{ input: 900, output: 45 }]);
  });
});

describe('a run whose tokens were not reported', () => {
  test('is estimated from what it has read and written', () => {
    expect(usageOf(answer([step, think(20), text(30)]))).toMatchObject([
      { input: 100, cached: 0, output: 50, reasoning: 20, context: 150, isEstimated: true },
    ]);
  });

  test('reads everything again in each step, without its reasoning', () => {
    const parts = [step, think(10), call(5, 50), step, text(30)];
    expect(usageOf(answer(parts))).toMatchObject([{ input: 100 + 155, output: 45, reasoning: 10 }]);
  });

  test('counts nothing without output: it may never have reached the model', () => {
    expect(usageOf(answer([step], { outcome: 'failed' }))).toEqual([]);
    expect(usageOf(answer([], { outcome: 'stopped' }))).toEqual([]);
  });
});

describe('an answer that several runs have written', () => {
  const earlier = { ...run, runId: 'r0', startedAt: 0 };

  test('counts each of them, with its own part of the text', () => {
    const message = answer([step, text(50)], {
      ...{ outcome: 'stopped', continuedFrom: 'r0', continues: { parts: 2, characters: 80 } },
      earlierRuns: [{ ...earlier, outcome: 'interrupted', model: 'other' }],
    });
    expect(usageOf(message)).toMatchObject([
      { runId: 'r0', model: 'other', startedAt: 0, input: 100, output: 20 },
      { runId: 'r1', model: 'm', startedAt: 1, input: 120, output: 30 },
    ]);
  });

  test('counts the result of a tool as read by the next run', () => {
    const message = answer([step, call(5, 50), step, text(30)], {
      ...{ continuedFrom: 'r0', continues: { parts: 2, characters: 0 } },
      earlierRuns: [{ ...earlier, outcome: 'awaiting-approval', inputTokens: 100, outputTokens: 9 }],
    });
    expect(usageOf(message)).toMatchObject([
      { runId: 'r0', input: 100, output: 9, isEstimated: false },
      { runId: 'r1', input: 155, output: 30, isEstimated: true },
    ]);
  });

  test('leaves out a run that has not begun', () => {
    const message = answer([step, text(50)], { continuedFrom: 'r0', earlierRuns: [earlier] });
    expect(usageOf(message)).toMatchObject([{ runId: 'r0', output: 50 }]);
  });
});

test('figures from the file of an import that are no numbers are not counted', () => {
  const facts = { inputTokens: '9', outputTokens: -1, cost: Number.NaN } as unknown as RunMetadata;
  expect(usageOf(answer([step, text(30)], facts))).toMatchObject([
    { input: 100, output: 30, isEstimated: true },
  ]);
  expect(usageOf(answer([step, text(30)], facts))[0]).not.toHaveProperty('cost');
  const startedAt = 'yesterday' as unknown as number;
  expect(usageOf(answer([step, text(30)], { startedAt }))).toEqual([]);
});

test('a question has no usage, and a prompt has its text and results, without reasoning and files', () => {
  const file: MessagePart = { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AAAA' };
  const question: ChatMessage = { id: 'q', role: 'user', parts: [text(7), file] };
  expect(usageOf(question)).toEqual([]);
  expect(estimatePrompt(question)).toBe(7);
  expect(estimatePrompt(answer([step, think(10), call(5, 50), text(30)]))).toBe(85);
});
