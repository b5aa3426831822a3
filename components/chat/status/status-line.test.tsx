// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunPhase, RunStatus } from '#lib/client/run/run-status.ts';
import { English } from '#lib/i18n/en/english.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';
import { encodeHeartbeat } from '#lib/protocol/model-silence.ts';
import { StatusLine } from './status-line.tsx';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let root: Root;
let element: HTMLElement;
let startedAt: number;
const onKeepWaiting = vi.fn(async (_signal: AbortSignal) => true);

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(1_000_000);
  startedAt = performance.now();
  element = document.createElement('div');
  root = createRoot(element);
  onKeepWaiting.mockClear();
});
afterEach(async () => {
  await act(() => root.unmount());
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const show = (
  name: Exclude<RunPhase['name'], 'retrying' | 'calling' | 'running'>,
  status: Partial<RunStatus> = {},
  locale: 'en' | 'zh' = 'en',
) => {
  const Language = locale === 'zh' ? Chinese : English;
  const run = { phase: { name }, since: startedAt, lastActivityAt: startedAt, ...status };
  return act(() =>
    root.render(
      <Language>
        <StatusLine run={run} stopping={false} onKeepWaiting={onKeepWaiting} onStop={() => {}} />
      </Language>,
    ),
  );
};
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
const line = () => element.querySelector('p')?.textContent;
const buttons = () => [...element.querySelectorAll('button')].map(({ textContent }) => textContent);
const keepWaiting = () => act(async () => element.querySelector('button')?.click());

describe('a silent model', () => {
  test.each([
    ['en', 0, 'Connected, no output for 140 s'],
    ['en', 1, 'Connected, no output for 140 s · 1 keep-alive from the model’s server'],
    ['en', 14, 'Connected, no output for 140 s · 14 keep-alives from the model’s server'],
    ['zh', 0, '已连接，140 秒没有输出'],
    ['zh', 14, '已连接，140 秒没有输出 · 模型服务器发来 14 次保活信号'],
  ] as const)('is shown in %s with %i keep-alives', async (locale, keepAlives, text) => {
    await show('thinking', { heartbeat: encodeHeartbeat({ silentMs: 140_000, keepAlives }) }, locale);
    expect(line()).toBe(text);
  });

  test('is one that sends nothing for 5 s, or for 10 s before its first output', async () => {
    await show('writing');
    await pass(4_000);
    expect(line()).toBe('Writing');
    await pass(1_000);
    expect(line()).toBe('Connected, no output for 5 s');
    await show('waiting');
    expect(line()).toBe('Waiting for the model · 5 s');
    await pass(5_000);
    expect(line()).toBe('Connected, no output for 10 s');
    expect(buttons()).toEqual(['Keep waiting', 'Stop']);
  });

  test('is not blamed for a lost connection', async () => {
    await show('thinking', { lastActivityAt: startedAt - 140_000, connectionLostAt: startedAt });
    expect(line()).toBe('Connection lost. Reconnecting…');
    expect(buttons()).toEqual([]);
  });
});

describe('a reader who keeps waiting', () => {
  const extended = 'The server will wait 5 minutes longer.';

  test('reads what the server does, and is asked again when the silence has doubled', async () => {
    await show('thinking');
    await pass(20_000);
    await keepWaiting();
    expect(onKeepWaiting).toHaveBeenCalledTimes(1);
    expect(buttons()).toEqual([]);
    expect(element.textContent).toContain(extended);
    // A heartbeat of the server corrects the start of the silence a little.
    const heartbeat = encodeHeartbeat({ silentMs: 20_040, keepAlives: 2 });
    await show('thinking', { lastActivityAt: startedAt + 20_000, heartbeat });
    await pass(19_000);
    expect(buttons()).toEqual([]);
    await pass(1_000);
    expect(buttons()).toEqual(['Keep waiting', 'Stop']);
    expect(element.textContent).not.toContain(extended);
  });

  test('is not told so when the server does not wait longer', async () => {
    onKeepWaiting.mockResolvedValueOnce(false);
    await show('thinking');
    await pass(20_000);
    await keepWaiting();
    expect(buttons()).toEqual([]);
    expect(element.textContent).not.toContain(extended);
  });

  test('is asked anew about the next silence', async () => {
    await show('thinking');
    await pass(20_000);
    await keepWaiting();
    await show('thinking', { lastActivityAt: performance.now() });
    await pass(5_000);
    expect(buttons()).toEqual(['Keep waiting', 'Stop']);
  });

  test('asks no longer once the run is over', async () => {
    onKeepWaiting.mockReturnValueOnce(new Promise(() => {}));
    await show('thinking');
    await pass(20_000);
    await keepWaiting();
    const [signal] = onKeepWaiting.mock.lastCall ?? [];
    expect(signal?.aborted).toBe(false);
    await act(() => root.render(null));
    expect(signal?.aborted).toBe(true);
  });
});

test('tools that run are named in the reader’s language, each once', async () => {
  const phase = { name: 'running' as const, tools: ['calculate', 'Height of a hill', 'calculate'] };
  await show('writing', { phase });
  expect(line()).toBe('Running Calculator, Height of a hill');
});
