// @vitest-environment happy-dom
import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { English } from '#lib/i18n/en/english.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { LazyPart } from './lazy-part.tsx';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let root: Root;
beforeEach(() => {
  document.body.innerHTML = '<div></div><textarea data-composer></textarea>';
  root = createRoot(document.querySelector('div') as HTMLElement);
});
afterEach(async () => {
  await act(() => root.unmount());
  vi.restoreAllMocks();
});

const show = (part: ReactNode) => act(async () => root.render(<English>{part}</English>));
const text = () => document.querySelector('div')?.textContent;
const press = (name: string) =>
  act(async () =>
    [...document.querySelectorAll('button')].find((button) => button.textContent === name)?.click(),
  );

/** A part whose first `failures` loads fail. */
function failing(failures: number) {
  const load = vi.fn(async () => {
    if (load.mock.calls.length <= failures) throw new Error('offline');
    return 'the part';
  });
  return { load, part: lazyValue<string>(load) };
}

let broken = false;
function BreakablePart() {
  if (broken) throw new Error('a bug');
  return 'the part';
}

test('the fallback is shown until the part is loaded', async () => {
  const loading = Promise.withResolvers<string>();
  await show(
    <LazyPart part={lazyValue(() => loading.promise)} fallback="…">
      {(part) => part}
    </LazyPart>,
  );
  expect(text()).toBe('…');
  await act(async () => loading.resolve('the part'));
  expect(text()).toBe('the part');
});

test('a part that fails to load can be retried until it loads', async () => {
  const { part, load } = failing(2);
  await show(
    <LazyPart part={part} instead="its words; ">
      {(part) => part}
    </LazyPart>,
  );
  expect(text()).toBe('its words; Couldn’t load this. Check your connection.Retry');
  expect(document.querySelector('[role=alert]')?.textContent).toContain('Couldn’t load this.');
  await press('Retry');
  expect(load).toHaveBeenCalledTimes(2);
  expect(text()).toContain('Couldn’t load this.');
  await press('Retry');
  expect(text()).toBe('the part');
});

test('during a retry the button keeps the focus and does nothing', async () => {
  const attempts = [Promise.reject(new Error('offline')), new Promise<string>(() => {})];
  const load = vi.fn(async () => attempts[load.mock.calls.length - 1] ?? 'unexpected');
  await show(<LazyPart part={lazyValue<string>(load)}>{(part) => part}</LazyPart>);
  document.querySelector('button')?.focus();
  await press('Retry');
  expect(text()).toBe('Loading…Retry');
  expect(document.activeElement?.textContent).toBe('Retry');
  await press('Retry');
  expect(load).toHaveBeenCalledTimes(2);
});

test('a quiet part shows no notice, and the retry of another part loads it too', async () => {
  const [first, second] = [failing(1), failing(1)];
  await show(
    <>
      <LazyPart part={first.part}>{() => 'first '}</LazyPart>
      <LazyPart part={second.part} quiet>
        {() => 'second'}
      </LazyPart>
    </>,
  );
  expect(document.querySelectorAll('[role=alert]')).toHaveLength(1);
  await press('Retry');
  expect(text()).toBe('first second');
});

test('a part that throws while rendering does not affect the rest, and can be retried', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  broken = true;
  await show(
    <>
      <LazyPart part={lazyValue(async () => BreakablePart)}>{(Part) => <Part />}</LazyPart>
      <p>the rest</p>
    </>,
  );
  expect(text()).toBe('Couldn’t display this.Retrythe rest');
  broken = false;
  await press('Retry');
  expect(text()).toBe('the partthe rest');
});

test('the cancel button of a part that failed to load calls back', async () => {
  const onClick = vi.fn();
  await show(
    <LazyPart part={failing(1).part} cancel={{ label: 'Cancel', onClick }}>
      {(part) => part}
    </LazyPart>,
  );
  await press('Cancel');
  expect(onClick).toHaveBeenCalledTimes(1);
});

test('the notice is in Chinese on a Chinese page', async () => {
  await act(async () =>
    root.render(
      <Chinese>
        <LazyPart part={failing(1).part}>{(part) => part}</LazyPart>
      </Chinese>,
    ),
  );
  expect(text()).toBe('无法加载这部分内容，请检查网络连接。重试');
});
