// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useCurrentChat, whenNoAnswerStreams } from './current-chat.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

function Chat({ running }: { running: boolean }) {
  useCurrentChat({ messages: [], running, stop: () => undefined });
  return null;
}

let root: Root;
const show = (running: boolean) => act(() => root.render(<Chat running={running} />));
const close = () => act(() => root.render(null));
const work = vi.fn();

beforeEach(() => {
  root = createRoot(document.createElement('div'));
  work.mockClear();
});
afterEach(() => act(() => root.unmount()));

test('work is done at once if no chat is open, or its answer is complete', async () => {
  whenNoAnswerStreams(work);
  expect(work).toHaveBeenCalledTimes(1);
  await show(false);
  whenNoAnswerStreams(work);
  expect(work).toHaveBeenCalledTimes(2);
});

test('work waits for the end of an answer, and is done once', async () => {
  await show(true);
  whenNoAnswerStreams(work);
  await show(true);
  expect(work).not.toHaveBeenCalled();
  await show(false);
  await show(true);
  await show(false);
  expect(work).toHaveBeenCalledTimes(1);
});

test('work is done when the reader leaves the chat', async () => {
  await show(true);
  whenNoAnswerStreams(work);
  await close();
  expect(work).toHaveBeenCalledTimes(1);
});
