// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { changeReadingSettings, type ReadingSettings, useReadingSettings } from './use-reading-settings.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const seen: ReadingSettings[] = [];
function Reader() {
  seen.push(useReadingSettings());
  return null;
}

let root: Root;
beforeEach(async () => {
  localStorage.clear();
  root = createRoot(document.createElement('div'));
  await act(() => root.render(<Reader />));
  seen.length = 0;
});
afterEach(() => act(() => root.unmount()));

const another = (text: string) =>
  act(() => {
    localStorage.setItem('runnel-reading', text);
    dispatchEvent(new StorageEvent('storage', { key: 'runnel-reading', newValue: text }));
  });

test('a change applies to this tab at once and is saved', async () => {
  await act(() => changeReadingSettings({ smooth: true }));
  await act(() => changeReadingSettings({ wrapLines: true }));
  expect(seen.at(-1)).toEqual({ smooth: true, lineNumbers: false, wrapLines: true });
  expect(JSON.parse(localStorage.getItem('runnel-reading') ?? '')).toEqual(seen.at(-1));
});

test('a change in another tab applies here', async () => {
  await another('{"lineNumbers":true}');
  expect(seen.at(-1)).toEqual({ smooth: false, lineNumbers: true, wrapLines: false });
});

test.each(['[', 'null', '7', '{"smooth":"yes"}'])(
  'an invalid stored value such as %s is ignored',
  async (text) => {
    await another(text);
    expect(seen.every((settings) => !settings.smooth && !settings.lineNumbers)).toBe(true);
  },
);

test('a change applies to the page even when it cannot be saved', async () => {
  const refused = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  await act(() => changeReadingSettings({ smooth: true }));
  expect(seen.at(-1)?.smooth).toBe(true);
  refused.mockRestore();
});
