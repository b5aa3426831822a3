// @vitest-environment happy-dom
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { English } from '#lib/i18n/en/english.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';
import { AnswerBuilder, type CallPart } from '#lib/protocol/answer-builder.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { Message } from './message.tsx';
import '../tool-call/tool-calls.tsx'; // so that no test waits for this to be loaded

const call = (toolCallId: string, state: CallPart['state'] = 'output-available') =>
  ({
    type: 'dynamic-tool',
    toolCallId,
    toolName: 'calculate',
    state,
    input: { expression: '1' },
  }) as CallPart;

let root: Root;
beforeEach(() => {
  document.body.innerHTML = '<main></main>';
  root = createRoot(document.querySelector('main') as HTMLElement);
});
afterEach(() => root.unmount());

/** Shows an answer with these calls, and returns their cards. */
async function show(
  calls: CallPart[],
  { streaming = true, Language = English } = {},
): Promise<HTMLElement[]> {
  const message = { id: 'a', role: 'assistant' as const, parts: calls };
  flushSync(() =>
    root.render(
      <Language>
        <Message message={message} streaming={streaming} editing={false} />
      </Language>,
    ),
  );
  await vi.waitFor(() => expect(cards()).toHaveLength(calls.length));
  return cards();
}
const cards = () => [...document.querySelectorAll<HTMLElement>('[data-call-state]')];
const isShown = (card: Element | undefined) =>
  card?.parentElement?.closest('[hidden], details:not([open])') === null;
const line = () => document.querySelector<HTMLElement>('article button, article > details > summary');

async function toggle(card: HTMLElement | undefined, open: boolean): Promise<void> {
  const details = card?.querySelector('details');
  if (details) details.open = open;
  await vi.waitFor(() => expect(isOpen(card)).toBe(open));
}
const isOpen = (card: HTMLElement | undefined) => card?.querySelector('details')?.open;

test('two calls with the same id are both shown, by their names and then by their cards, and nothing warns', async () => {
  const warn = vi.spyOn(console, 'error');
  const answer = new AnswerBuilder({ id: 'a', parts: [] });
  const start: RunEvent = { type: 'tool-input-start', toolCallId: 'c', toolName: 'calculate' };
  for (const expression of ['1 + 1', '2 + 2']) {
    const input = {
      type: 'tool-input-available',
      toolCallId: 'c',
      toolName: 'calculate',
      input: { expression },
    } as const;
    for (const event of [start, input]) answer.apply(event);
    answer.apply({ type: 'tool-output-available', toolCallId: 'c', output: { text: expression } });
  }
  const shown = show(answer.message.parts as CallPart[]);
  expect(cards()).toEqual([]); // their code is being loaded
  expect(document.querySelectorAll('section')).toHaveLength(2);
  const texts = (await shown).map((card) => card.textContent);
  expect(texts).toEqual([expect.stringContaining('1 + 1'), expect.stringContaining('2 + 2')]);
  expect(warn).not.toHaveBeenCalled();
});

test('a call that the reader has opened stays open, in its place, when the next one ends beside it', async () => {
  const [first] = await show([call('a'), call('b', 'input-available')]);
  await toggle(first, true);
  const [still, second] = await show([call('a'), call('b')]);
  expect(line()?.textContent).toContain('2 tool calls');
  expect(still).toBe(first);
  expect([isShown(first), isOpen(first), isOpen(second)]).toEqual([true, true, false]);
});

test('a call that the reader has not opened, or closed again, disappears into the group', async () => {
  const [first] = await show([call('a'), call('b', 'input-available')]);
  await toggle(first, true);
  await toggle(first, false);
  const shown = await show([call('a'), call('b')]);
  expect(shown.map(isShown)).toEqual([false, false]);
});

test('a group opens for a call that the reader had opened, and stays open when that is closed', async () => {
  const [, , third] = await show([call('a'), call('b'), call('c', 'input-available')]);
  await toggle(third, false);
  await toggle(third, true);
  const shown = await show([call('a'), call('b'), call('c')]);
  expect(shown.map(isShown)).toEqual([true, true, true]);
  await toggle(third, false);
  expect(cards().map(isShown)).toEqual([true, true, true]);
  flushSync(() => line()?.click());
  expect(cards().map(isShown)).toEqual([false, false, false]);
});

test('a group that the reader has opened stays open when it joins the one before it', async () => {
  await show([call('a'), call('b', 'input-available'), call('c'), call('d')]);
  flushSync(() => line()?.click());
  const shown = await show([call('a'), call('b'), call('c'), call('d')]);
  expect(shown.map(isShown)).toEqual([true, true, true, true]);
});

test('the focus goes from a card to the line of the group that hides it', async () => {
  const [first] = await show([call('a'), call('b', 'input-available')]);
  first?.querySelector('summary')?.focus();
  expect(document.activeElement).toBe(first?.querySelector('summary'));
  await show([call('a'), call('b')]);
  expect(document.activeElement).toBe(line());
});

test('find-in-page reaches a hidden call, and opens its group', async () => {
  const [first] = await show([call('a'), call('b')]);
  const hidden = first?.closest('[hidden]');
  expect(hidden?.getAttribute('hidden')).toBe('until-found');
  flushSync(() => hidden?.dispatchEvent(new Event('beforematch')));
  expect(cards().map(isShown)).toEqual([true, true]);
});

test('the line of a group says how many calls failed, were denied, or were stopped', async () => {
  const calls = [
    call('a'),
    call('b', 'output-error'),
    call('c', 'output-denied'),
    call('d', 'input-available'),
    call('e', 'input-streaming'),
  ];
  await show(calls, { streaming: false });
  expect(line()?.textContent).toBe('5 tool calls · Calculator · 1 failed · 1 denied · 2 stopped');
  await show(calls, { streaming: false, Language: Chinese });
  expect(line()?.textContent).toBe('5 次工具调用 · 计算器 · 1 次失败 · 1 次已拒绝 · 2 次已停止');
});
