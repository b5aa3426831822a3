// @vitest-environment happy-dom
import { act, Profiler } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { English } from '#lib/i18n/en/english.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { LiveFigures } from './live-figures.tsx';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let root: Root;
let element: HTMLElement;
let text: string;
let commits: number;
const answer = (): ChatMessage => ({
  id: 'a',
  role: 'assistant',
  parts: [{ type: 'text', text }],
  metadata: { runId: 'a', model: 'm', startedAt: 0 },
});

beforeEach(() => {
  vi.useFakeTimers();
  element = document.createElement('div');
  root = createRoot(element);
  text = '';
  commits = 0;
});
afterEach(async () => {
  await act(() => root.unmount());
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const show = (phase: 'waiting' | 'writing', since: number, Language = English) =>
  act(() =>
    root.render(
      <Language>
        <Profiler id="figures" onRender={() => commits++}>
          <LiveFigures {...{ phase, since, getAnswer: answer }} isConnected isAttached={false} />
        </Profiler>
      </Language>,
    ),
  );
/** Lets the model write 40 tokens a second, token by token. */
const write = async (seconds: number) => {
  for (let token = 0; token < seconds * 40; token++) {
    text += 'abcd';
    await act(() => vi.advanceTimersByTimeAsync(25));
  }
};
const figures = () => [...element.querySelectorAll('span')].map(({ textContent }) => textContent);

test.each([
  ['English', English, ['≈ 40 tokens/s', 'first token 1.3 s', '5 s in total']],
  ['Chinese', Chinese, ['≈ 40 token/秒', '首个 token 1.3 秒', '共 5 秒']],
] as const)('in %s they are the speed, the first token and the duration', async (_, Language, shown) => {
  const startedAt = performance.now();
  await show('waiting', startedAt, Language);
  await act(() => vi.advanceTimersByTimeAsync(1_300));
  expect(figures()).toEqual([]);
  await show('writing', performance.now(), Language);
  await write(3.9);
  expect(figures()).toEqual(shown);
  await show('waiting', performance.now(), Language);
  await act(() => vi.advanceTimersByTimeAsync(500));
  expect(figures()).toEqual([]);
});

test('a token renders nothing: the figures change at most once a second while the speed is steady', async () => {
  await show('waiting', performance.now());
  await show('writing', performance.now());
  commits = 0;
  await write(10);
  expect(commits).toBeGreaterThan(5);
  expect(commits).toBeLessThanOrEqual(11);
});
