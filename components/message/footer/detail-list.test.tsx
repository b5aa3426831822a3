// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getRunUsage } from '#lib/client/usage/run-usage.ts';
import { English } from '#lib/i18n/en/english.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { DetailList } from './detail-list.tsx';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let root: Root;
let element: HTMLElement;
beforeEach(() => {
  element = document.createElement('div');
  root = createRoot(element);
});
afterEach(() => act(() => root.unmount()));

const run: RunMetadata = {
  runId: 'r',
  model: 'm',
  startedAt: 0,
  outcome: 'complete',
  requests: 1,
  retries: 0,
};
const tokens = { inputTokens: 1_200, outputTokens: 300 };

/** Shows the details of an answer of 40 estimated tokens to a prompt of 100. @returns its rows, by their labels */
async function show(facts: Partial<RunMetadata>, { contextWindow, locale = 'en' }: ShowOptions = {}) {
  const metadata = { ...run, ...facts };
  const parts: ChatMessage['parts'] = [{ type: 'step-start' }, { type: 'text', text: 'four'.repeat(40) }];
  const usage = getRunUsage({ id: 'a', role: 'assistant', parts, metadata }, () => 100);
  const Language = locale === 'zh' ? Chinese : English;
  await act(() =>
    root.render(
      <Language>
        <DetailList {...{ metadata, usage, contextWindow }} matches={undefined} />
      </Language>,
    ),
  );
  const rows = [...element.querySelectorAll('dt')];
  return Object.fromEntries(rows.map((row) => [row.textContent, row.nextSibling?.textContent]));
}
type ShowOptions = { contextWindow?: number; locale?: 'en' | 'zh' };
const note = () => element.querySelector('p')?.textContent;

describe('the details of an answer', () => {
  test('have what was reported, unmarked', async () => {
    const facts = { ...tokens, cachedTokens: 200, reasoningTokens: 80, contextTokens: 1_500, cost: 0 };
    const rows = await show({ ...facts, retries: 1, requests: 2, reconnects: 1 }, { contextWindow: 131_072 });
    expect(rows).toMatchObject({
      'Input tokens': '1,200 (200 cached)',
      'Output tokens': '300 (80 reasoning)',
      'Context used': '1,500 of 131,072 (1.1%)',
      Cost: '0',
      'Requests to the model': '2, 1 retry',
      'Connection to this page': 'lost once, nothing missed',
      Outcome: 'complete',
    });
    expect(rows).not.toHaveProperty('Continued');
    expect(note()).toBeUndefined();
  });

  test('mark estimates and say how they come about', async () => {
    const rows = await show({ outcome: 'stopped' });
    expect(rows).toMatchObject({ 'Input tokens': '≈ 100', 'Output tokens': '≈ 40', 'Context used': '≈ 140' });
    expect(note()).toMatch(/^≈ Estimated from the text.*about 4 characters per token, 1\.3 in Chinese/);
    expect(await show({ outcome: 'stopped' }, { locale: 'zh' })).toMatchObject({ '输出 token': '≈ 40' });
    expect(note()).toContain('按文字估算');
  });

  test('add up the runs of a continued answer', async () => {
    const continues = { parts: 2, characters: 80 };
    const earlierRuns = [{ ...run, ...tokens, runId: 'r0', cost: 0.5, requests: 3, retries: 2 }];
    const rows = await show({ ...tokens, cost: 0.25, continuedFrom: 'r0', continues, earlierRuns });
    expect(rows).toMatchObject({
      'Input tokens': '2,400',
      'Output tokens': '600',
      Cost: '0.75',
      'Requests to the model': '4, 2 retries',
      Continued: 'once; tokens and cost are those of all parts',
    });
  });

  test('leave out what is unknown', async () => {
    expect(Object.keys(await show(tokens))).toEqual([
      ...['Model', 'Started', 'Outcome', 'Input tokens', 'Output tokens', 'Requests to the model'],
    ]);
  });
});
