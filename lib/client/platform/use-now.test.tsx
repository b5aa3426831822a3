// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useNow } from './use-now.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const seen: number[] = [];
function Clock({ since }: { since: number }) {
  seen.push(useNow(since));
  return null;
}

let root: Root;
const show = (since: number) => act(() => root.render(<Clock since={since} />));
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTime(milliseconds));

beforeEach(() => {
  vi.useFakeTimers();
  vi.advanceTimersByTime(10_000);
  root = createRoot(document.createElement('div'));
  seen.length = 0;
});
afterEach(async () => {
  await act(() => root.unmount());
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('the time is updated at each whole second after `since`', async () => {
  await show(9_700);
  await pass(699);
  expect(seen).toEqual([10_000]);
  await pass(1);
  await pass(1_000);
  await pass(1_000);
  expect(seen).toEqual([10_000, 10_700, 11_700, 12_700]);
});

test('a change of the clock changes nothing', async () => {
  await show(10_000);
  vi.setSystemTime(0);
  await pass(1_000);
  expect(seen).toEqual([10_000, 11_000]);
});

test('a new `since` restarts the seconds', async () => {
  await show(10_000);
  await pass(600);
  await show(10_600);
  expect(seen).toEqual([10_000, 10_600]);
  await pass(1_000);
  expect(seen).toEqual([10_000, 10_600, 11_600]);
});
