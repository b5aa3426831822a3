import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRestRequest } from '#lib/server/run/continuation.ts';
import { advanceUntil } from '#lib/server/testing/fake-time.ts';
import { builtInTools } from '#lib/server/tools/built-in/built-in-tools.ts';
import { fetchWebPageTool } from '#lib/server/tools/built-in/fetch-web-page.ts';
import { describeTool } from '#lib/server/tools/tool-description.ts';
import { selectUnattendedTools } from '#lib/server/tools/tool-selection.ts';
import { demoModel } from './demo-model.ts';
import { answer, ask, type Part, type Prompt } from './testing/demo-recording.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const tools = selectUnattendedTools(builtInTools()).map(describeTool);
const finishOf = (parts: Part[]) => parts.find((part) => part.type === 'finish');

describe('an answer', () => {
  test.each([
    ['Hello', 'demo model'],
    ['show me markdown', '## A table'],
    ['你好', '演示'],
    ['排版', '| '],
  ])('to %j holds %j', async (question, words) => {
    const { text, parts } = await answer(ask(question));
    expect(text).toContain(words);
    expect(finishOf(parts)?.finishReason.unified).toBe('stop');
  });

  test('is in the language of the last question', async () => {
    const history: Prompt = [
      { role: 'system', content: '用中文' },
      ...ask('你好'),
      { role: 'assistant', content: [{ type: 'text', text: '你好' }] },
    ];
    expect((await answer([...history, ...ask('And in English?')])).text).not.toMatch(/\p{Script=Han}/u);
    expect((await answer([...history, ...ask('还有呢')])).text).toMatch(/\p{Script=Han}/u);
  });

  test('starts the stream at once, the text after a delay, and continues at a steady rate', async () => {
    const { recorded } = await answer(ask('Hello'));
    expect(recorded[0]).toEqual({ at: 0, part: { type: 'stream-start', warnings: [] } });
    const deltas = recorded.filter(({ part }) => part.type === 'text-delta');
    expect(deltas[0]?.at).toBe(368);
    for (const [index, { at }] of deltas.entries()) expect(at).toBe(368 + 18 * index);
  });

  test('reports its token usage', async () => {
    const { parts, types } = await answer(ask('Hello'));
    const { usage } = finishOf(parts) ?? {};
    expect(usage?.outputTokens.total).toBe(types.filter((type) => type === 'text-delta').length);
    expect(usage?.inputTokens.total).toBeGreaterThan(0);
  });

  test('is the same without streaming', async () => {
    const { text } = await answer(ask('Hello'));
    const whole = await advanceUntil(Promise.resolve(demoModel.doGenerate({ prompt: ask('Hello') })));
    expect(whole.content).toEqual([{ type: 'text', text }]);
    expect(whole.finishReason.unified).toBe('stop');
  });

  test('with reasoning ends the reasoning before the text starts', async () => {
    const { types, thought, text } = await answer(ask('think about a prime'));
    expect(thought).not.toBe('');
    expect(text).not.toBe('');
    expect(types.lastIndexOf('reasoning-end')).toBeLessThan(types.indexOf('text-start'));
  });

  test.each(['Hello', 'Tell me a story', '你好'])('continues where it was cut off: %s', async (question) => {
    const { text } = await answer(ask(question));
    const received = text.slice(0, text.indexOf(' ', 30) === -1 ? 20 : text.indexOf(' ', 30));
    const begun: Prompt = [
      ...ask(question),
      { role: 'assistant', content: [{ type: 'text', text: received }] },
    ];
    const continuation = {
      messageId: 'a',
      continues: { parts: 1, characters: received.length },
      text: received,
    };
    expect(received + (await answer(begun)).text).toBe(text);
    expect(received + (await answer([...begun, ...createRestRequest(continuation)])).text).toBe(text);
  });

  test('that fails on purpose completes when it is continued', async () => {
    const { text } = await answer(ask('fail please'));
    const begun: Prompt = [...ask('fail please'), { role: 'assistant', content: [{ type: 'text', text }] }];
    expect((await answer(begun)).types.at(-1)).toBe('finish');
  });
});

describe('a tool', () => {
  test('is called when offered, with arguments from the question', async () => {
    const { parts } = await answer(ask('What time is it in Tokyo?'), { tools });
    const call = parts.find((part) => part.type === 'tool-call');
    expect(call).toMatchObject({ toolName: 'current_time', input: '{"timeZone":"Asia/Tokyo"}' });
    const input = parts.map((part) => (part.type === 'tool-input-delta' ? part.delta : '')).join('');
    expect(input).toBe(call?.input);
    expect(finishOf(parts)?.finishReason.unified).toBe('tool-calls');
  });

  test('is not called when not offered', async () => {
    for (const offered of [undefined, []]) {
      const { types, text } = await answer(ask('现在几点'), offered ? { tools: offered } : {});
      expect(types).not.toContain('tool-call');
      expect(text).toMatch(/\p{Script=Han}/u);
    }
  });

  test('provides the result for the answer', async () => {
    const call = { toolCallId: 'c', toolName: 'current_time' };
    const value = { timeZone: 'Asia/Tokyo', utc: '2026-03-01T15:30:00.000Z' };
    const results = [
      ['What time is it?', { type: 'json', value }, '2 March 2026 at 00:30 (Asia/Tokyo)'],
      ['几点了？', { type: 'json', value }, '2026年3月2日星期一 00:30 (Asia/Tokyo)'],
      ['What time is it?', { type: 'error-text', value: 'No such zone.' }, 'No such zone.'],
      ['What time is it?', { type: 'json', value: 7 }, '7'],
    ] as const;
    for (const [question, output, words] of results) {
      const prompt: Prompt = [
        ...ask(question),
        { role: 'assistant', content: [{ type: 'tool-call', ...call, input: {} }] },
        { role: 'tool', content: [{ type: 'tool-result', ...call, output }] },
      ];
      expect((await answer(prompt, { tools })).text).toContain(words);
    }
  });
});

describe('several tools', () => {
  const callsOf = (parts: Part[]) =>
    parts.flatMap((part) =>
      part.type === 'tool-call' ? [[part.toolName, JSON.parse(part.input) as unknown]] : [],
    );

  test.each([
    ['what time is it in Tokyo and what is 17 % of 348?', 'Asia/Tokyo', '17% of 348'],
    ['东京现在几点？348 的 17% 是多少？', 'Asia/Tokyo', '17% of 348'],
    ['What time is it in Paris, and 12 * 3.5?', 'Europe/Paris', '12 * 3.5'],
  ])('are called in parallel for %j', async (question, timeZone, expression) => {
    const { parts } = await answer(ask(question), { tools });
    expect(callsOf(parts)).toEqual([
      ['current_time', { timeZone }],
      ['calculate', { expression }],
    ]);
    expect(new Set(parts.map((part) => (part.type === 'tool-call' ? part.toolCallId : ''))).size).toBe(3);
    expect(finishOf(parts)?.finishReason.unified).toBe('tool-calls');
  });

  test('have their results in the answer', async () => {
    const call = (toolCallId: string, toolName: string) => ({ toolCallId, toolName });
    const clock = {
      type: 'json' as const,
      value: { timeZone: 'Asia/Tokyo', utc: '2026-03-01T15:30:00.000Z' },
    };
    const sum = { type: 'json' as const, value: { text: '59.16' } };
    const prompt: Prompt = [
      ...ask('what time is it in Tokyo and what is 17 % of 348?'),
      {
        role: 'tool',
        content: [
          { type: 'tool-result', ...call('a', 'current_time'), output: clock },
          { type: 'tool-result', ...call('b', 'calculate'), output: sum },
        ],
      },
    ];
    const { text } = await answer(prompt, { tools });
    expect(text).toContain('2 March 2026 at 00:30 (Asia/Tokyo)');
    expect(text).toContain('59.16');
  });

  test.each([
    ['draw a chart of the rain', 'draw_chart'],
    ['画一张图表', 'draw_chart'],
    ['run some JavaScript', 'run_javascript'],
    ['读一下这个网页', 'fetch_web_page'],
    ['运行一个程序', 'run_javascript'],
  ])('%j calls %s with valid arguments', async (question, name) => {
    const offered = [...builtInTools(), fetchWebPageTool];
    const { parts } = await answer(ask(question), { tools: offered.map(describeTool) });
    const [call] = callsOf(parts);
    expect(call?.[0]).toBe(name);
    const schema = offered.find((tool) => tool.name === name)?.inputSchema;
    expect(schema?.safeParse(call?.[1]).success).toBe(true);
  });
});
