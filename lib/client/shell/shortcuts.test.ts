// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { closeOverlay, getOverlay } from './shell-state.ts';
import { formatShortcut } from './shortcut-label.ts';
import { findShortcut, runShortcut } from './shortcuts.ts';

afterEach(() => {
  closeOverlay();
  vi.restoreAllMocks();
});

function press(
  key: string,
  keys: KeyboardEventInit = {},
  target: HTMLElement = document.createElement('div'),
) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, ...keys });
  document.body.append(target);
  target.dispatchEvent(event);
  return findShortcut(event);
}

describe('a key stroke', () => {
  test('means the same with Ctrl and with Cmd, in capitals or not', () => {
    expect(press('k', { ctrlKey: true })).toBe('palette');
    expect(press('K', { metaKey: true })).toBe('palette');
    expect(press('O', { ctrlKey: true, shiftKey: true })).toBe('newChat');
  });

  test('with other keys held means nothing here', () => {
    expect(press('k')).toBeUndefined();
    expect(press('k', { ctrlKey: true, shiftKey: true })).toBeUndefined();
    expect(press('k', { ctrlKey: true, altKey: true })).toBeUndefined();
  });

  test('of a question mark asks for the list, however it is typed, but not while someone writes', () => {
    expect(press('?', { shiftKey: true })).toBe('shortcuts');
    expect(press('?')).toBe('shortcuts');
    expect(press('?', {}, document.createElement('textarea'))).toBeUndefined();
  });

  test('of an input method is left to it', () => {
    expect(press('k', { ctrlKey: true, isComposing: true })).toBeUndefined();
  });
});

test('the key that opens a dialog closes it', () => {
  runShortcut('palette', () => {});
  expect(getOverlay()).toBe('palette');
  runShortcut('search', () => {});
  expect(getOverlay()).toBe('search');
  runShortcut('search', () => {});
  expect(getOverlay()).toBeUndefined();
});

test('a new chat is begun over whatever is open', () => {
  const begin = vi.fn();
  runShortcut('settings', begin);
  runShortcut('newChat', begin);
  expect(begin).toHaveBeenCalledTimes(1);
  expect(getOverlay()).toBeUndefined();
});

test('keys are written as they are printed on the keyboard', () => {
  const agent = vi.spyOn(navigator, 'userAgent', 'get');
  agent.mockReturnValue('Mozilla/5.0 (X11; Linux x86_64)');
  expect([formatShortcut('newChat'), formatShortcut('composer')]).toEqual(['Ctrl+Shift+O', 'Shift+Esc']);
  agent.mockReturnValue('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)');
  expect(formatShortcut('newChat')).toBe('⌘⇧O');
});
