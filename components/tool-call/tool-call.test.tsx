import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { English } from '#lib/i18n/en/english.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';
import type { CallPart } from '#lib/protocol/answer-builder.ts';
import type { RunOfCall } from './call-state.ts';
import { ToolCall } from './tool-call.tsx';

const base = { type: 'dynamic-tool' as const, toolCallId: 'c', toolName: 'calculate' };
const input = { expression: '17 % of 348' };

/** The text of a card, with a space between elements. */
function words(
  call: CallPart,
  { run = 'live' as RunOfCall, locale = 'en' as 'en' | 'zh', asks = false } = {},
): string {
  return markup(call, run, locale, asks)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
function markup(call: CallPart, run: RunOfCall = 'live', locale: 'en' | 'zh' = 'en', asks = false): string {
  const Language = locale === 'zh' ? Chinese : English;
  return renderToStaticMarkup(
    <Language>
      <ToolCall call={call} run={run} {...(asks ? { onConsent: () => {} } : {})} />
    </Language>,
  );
}

describe('the card shows the state of its call', () => {
  const approval = { id: 'p' };
  const calls: [CallPart, RunOfCall, string, string][] = [
    [
      { ...base, state: 'input-streaming', input: undefined },
      'live',
      'Calculator Preparing',
      '计算器 准备中',
    ],
    [{ ...base, state: 'input-streaming', input: undefined }, 'over', 'Calculator Stopped', '计算器 已停止'],
    [{ ...base, state: 'input-available', input }, 'live', 'Calculator Running', '计算器 运行中'],
    [{ ...base, state: 'input-available', input }, 'over', 'Calculator Stopped', '计算器 已停止'],
    [{ ...base, state: 'approval-requested', input, approval }, 'waiting', 'Needs approval', '等待批准'],
    [
      { ...base, state: 'approval-requested', input, approval },
      'over',
      'Calculator Stopped',
      '计算器 已停止',
    ],
    [
      { ...base, state: 'approval-responded', input, approval: { ...approval, approved: true } },
      'waiting',
      'Calculator Allowed',
      '计算器 已允许',
    ],
    [
      { ...base, state: 'input-available', input, toolMetadata: { stopped: true } },
      'live',
      'Calculator Stopped',
      '计算器 已停止',
    ],
    [
      { ...base, state: 'approval-responded', input, approval: { ...approval, approved: true } },
      'live',
      'Calculator Running',
      '计算器 运行中',
    ],
    [
      { ...base, state: 'output-denied', input, approval: { ...approval, approved: false, reason: 'No.' } },
      'over',
      'Calculator Denied expression 17 % of 348 No.',
      '计算器 已拒绝',
    ],
    [{ ...base, state: 'output-error', input, errorText: 'Too deep.' }, 'over', 'Too deep.', '失败'],
    [
      {
        ...base,
        state: 'output-available',
        input,
        output: { text: '59.16' },
        toolMetadata: { durationMs: 1_240 },
      },
      'over',
      'Calculator Done 1.2 s expression 17 % of 348 59.16',
      '计算器 已完成 1.2 秒 算式 17 % of 348 59.16',
    ],
  ];
  test.each(calls)('%j', (call, run, english, chinese) => {
    expect(words(call, { run })).toContain(english);
    expect(words(call, { run, locale: 'zh' })).toContain(chinese);
  });
});

test('streams arguments as fields, without JSON syntax', () => {
  const json = '{"place":"Mount \\u0041thos","options":{"unitSystem":"metr';
  const seen = new Set<string>();
  for (let length = 0; length <= json.length; length++) {
    const card = words({
      ...base,
      state: 'input-streaming',
      input: undefined,
      rawInput: json.slice(0, length),
    });
    expect(card).not.toMatch(/[{}"\\]/);
    seen.add(card);
  }
  expect([...seen]).toContain('Calculator Preparing place Mount');
  expect([...seen].at(-1)).toBe('Calculator Preparing place Mount Athos options unit system metr');
});

test('shows invalid JSON arguments as plain text', () => {
  expect(words({ ...base, state: 'input-streaming', input: undefined, rawInput: '{nonsense' })).toContain(
    '{nonsense',
  );
});

test('shows the server name of an MCP tool', () => {
  const call: CallPart = {
    ...base,
    toolName: 'hills_get',
    title: 'Height',
    toolMetadata: { server: 'hills' },
    state: 'input-available',
    input: {},
  };
  expect(words(call)).toBe('Height hills Running');
  expect(markup(call)).toContain('aria-label="Height (hills)"');
});

test('asks for approval only while the call waits and can be answered', () => {
  const waiting: CallPart = { ...base, state: 'approval-requested', input, approval: { id: 'p' } };
  expect(words(waiting, { asks: true })).toContain(
    'Allow “Calculator” to run? Allow once Always allow in this chat Always Deny',
  );
  expect(words(waiting)).not.toContain('Allow once');
  expect(words({ ...base, state: 'input-available', input }, { asks: true })).not.toContain('Allow once');
});

test('shows a program’s console output, result and error', () => {
  const output = {
    console: [
      { level: 'log', text: 'one' },
      { level: 'warn', text: 'two' },
    ],
    result: '42',
    error: 'It did not finish in 5 seconds.',
    truncated: true,
    durationMs: 5_000,
  };
  expect(words({ ...base, state: 'output-available', input: {}, output })).toContain(
    'one two result 42 It did not finish in 5 seconds. Output truncated.',
  );
});

test('shows content as text, lazily loaded images, and links to http(s) only', () => {
  const output = {
    content: [
      { type: 'text', text: 'Here:' },
      { type: 'image', mediaType: 'image/png', data: 'AAAA' },
      { type: 'link', title: 'good', url: 'https://a.dev' },
      { type: 'link', title: 'bad', url: 'javascript:alert(1)' },
    ],
  };
  const html = markup({ ...base, state: 'output-available', input: {}, output });
  expect(html).toMatch(/<img src="data:image\/png;base64,AAAA"[^>]*loading="lazy"/);
  expect(html).toContain('href="https://a.dev"');
  expect(html).not.toContain('javascript:');
});

test('folds long text, and shows its end while it is being written', () => {
  const text = Array.from({ length: 50 }, (_, line) => `line ${line}`).join('\n');
  const folded = words({ ...base, state: 'input-available', input: { note: text } });
  expect(folded).toContain('line 7 …');
  expect(folded).not.toContain('line 8');
  expect(folded).toContain(`Show all ${text.length} characters`);
  const rawInput = JSON.stringify({ note: text }).slice(0, -2);
  const growing = words({ ...base, state: 'input-streaming', input: undefined, rawInput });
  expect(growing).toContain('line 49');
  expect(growing).not.toContain('line 41 ');
});

test('formats a time for the user’s locale', () => {
  const output = {
    text: 'Thursday, 26 November 2026 at 09:31 (Asia/Tokyo)',
    timeZone: 'Asia/Tokyo',
    utc: '2026-11-26T00:31:00Z',
  };
  const call: CallPart = { ...base, toolName: 'current_time', state: 'output-available', input: {}, output };
  expect(words(call, { locale: 'zh' })).toContain('2026年11月26日星期四 09:31 (Asia/Tokyo)');
  expect(words(call)).toContain('Thursday, November 26, 2026');
  const elsewhere: CallPart = { ...call, output: { ...output, timeZone: 'Mars/Olympus' } };
  expect(words(elsewhere, { locale: 'zh' })).toContain(output.text);
});
