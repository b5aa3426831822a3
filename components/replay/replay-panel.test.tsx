// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { textDelta, textStart } from '#lib/client/testing/follow.ts';
import { completeEvent, recordingOf, startEvent } from '#lib/client/testing/sample-recordings.ts';
import { stubFrameCosts } from '#lib/client/testing/unthrottled-frames.ts';
import { English } from '#lib/i18n/en/english.tsx';
import { ReplayPanel } from './replay-panel.tsx';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const RECORDING = recordingOf([
  { t: 0, type: 'request', method: 'POST', after: 0 },
  { t: 100, type: 'open', status: 200 },
  [200, startEvent],
  [1_000, textStart],
  [1_000, textDelta('One ')],
  [2_000, textDelta('two')],
  { t: 2_500, type: 'close', reason: 'lost' },
  [6_000, textDelta(' three')],
  [10_000, completeEvent],
]);

let root: Root;
let element: HTMLElement;

const show = async (at?: number) => {
  await act(() =>
    root.render(
      <English>
        <ReplayPanel key={at} recording={RECORDING} at={at} />
      </English>,
    ),
  );
  await vi.dynamicImportSettled(); // the Markdown renderer
  await settle();
};

beforeEach(async () => {
  vi.useFakeTimers();
  stubFrameCosts();
  element = document.createElement('div');
  document.body.append(element);
  root = createRoot(element);
  await show();
});
afterEach(async () => {
  await act(() => root.unmount());
  vi.advanceTimersByTime(250); // the last frame
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  element.remove();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const button = (name: string) => element.querySelector<HTMLElement>(`button[aria-label="${name}"]`);
const click = (name: string) => act(async () => button(name)?.click());
const press = (key: string, target: Element | null = element.querySelector('section')) =>
  act(async () => {
    target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  });
const slider = () => element.querySelector<HTMLInputElement>('input[type=range]');
const answer = () => element.querySelector('article')?.textContent?.trim() ?? '';
const status = () => element.querySelector('[data-phase]')?.textContent ?? '';
const line = () => element.querySelector('code')?.textContent;
/** Two frames: one for the state, one for the text. */
const settle = () => pass(50);

test('the answer and its status line come as they did, and then the end is named', async () => {
  expect(document.activeElement).toBe(button('Pause'));
  await pass(100);
  expect(status()).toContain('Waiting');
  await pass(900);
  expect([answer(), status()]).toEqual(['One', 'Writing']);
  await pass(1_700);
  expect(status()).toMatch('Connection lost. Reconnecting…');
  await pass(3_000);
  expect(status()).toMatch(/Reconnecting….*3 s/);
  await pass(5_000);
  expect([answer(), status()]).toEqual(['One two three', '']);
  expect(element.textContent).toContain('End of the recording');
  expect(button('Play')).not.toBeNull();
});

test('a pause stops everything, the durations of the status line too', async () => {
  await pass(4_500);
  await press('k');
  await settle();
  const before = [answer(), status()];
  await pass(60_000);
  expect([answer(), status()]).toEqual(before);
  expect(before[1]).toMatch(/Reconnecting….*2 s/);
  expect(element.querySelectorAll('[data-phase] button')).toHaveLength(0);
});

test('the keys of the slider seek, and its value is read out', async () => {
  await press(' ');
  await act(async () => slider()?.focus());
  for (let count = 0; count < 5; count++) await press('PageUp', slider());
  await settle();
  expect(slider()?.getAttribute('aria-valuetext')).toMatch(/^0:05\.\d of 0:10\.0$/);
  expect(answer()).toBe('One two');
  for (let count = 0; count < 3; count++) await press('PageDown', slider());
  await press('ArrowLeft', slider());
  await settle();
  expect(answer()).toBe('One');
});

test('steps name the event, back and forward', async () => {
  await click('Pause');
  for (const expected of ['HTTP 200', '#1 start', '#2 text-start', '#3 text-delta "One "']) {
    await press('.');
    await settle();
    expect(line()).toBe(expected);
  }
  await click('Previous event');
  await settle();
  expect([line(), answer()]).toEqual(['#2 text-start', '']);
  await click('Next event');
  await settle();
  expect([line(), answer()]).toEqual(['#3 text-delta "One "', 'One']);
  expect(element.textContent).toContain('Event 5 of 9');
});

test('a replay that is opened at a line is paused there', async () => {
  await show(6);
  expect([answer(), status(), line()]).toEqual(['One two', 'Writing', '#4 text-delta "two"']);
  await pass(60_000);
  expect(answer()).toBe('One two');
  await click('Play');
  await pass(4_050);
  expect(answer()).toBe('One two three');
});

test('a space on a button is left to the button', async () => {
  await press(' ', button('Pause'));
  expect(button('Pause')).not.toBeNull();
  await press(' ');
  await settle();
  expect(button('Play')).not.toBeNull();
});

test('at eight times the speed it ends eight times as early', async () => {
  const select = element.querySelector('select');
  await act(async () => {
    if (select) select.value = '8';
    select?.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await pass(1_150);
  expect(element.textContent).not.toContain('End of the recording');
  await pass(150);
  expect(element.textContent).toContain('End of the recording');
});
