// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { closeOverlay, getOverlay } from '../shell-state.ts';
import { formatShortcut } from './shortcut-label.ts';
import { findShortcut, runShortcut } from './shortcuts.ts';
import { setUsesSingleKeys } from './single-keys.ts';

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

describe('a key press', () => {
  test('triggers a shortcut with Ctrl or Cmd, in either case', () => {
    expect(press('k', { ctrlKey: true })).toBe('palette');
    expect(press('K', { metaKey: true })).toBe('palette');
    expect(press('O', { ctrlKey: true, shiftKey: true })).toBe('newChat');
  });

  test('with other modifiers triggers nothing', () => {
    expect(press('k')).toBeUndefined();
    expect(press('k', { ctrlKey: true, shiftKey: true })).toBeUndefined();
    expect(press('k', { ctrlKey: true, altKey: true })).toBeUndefined();
  });

  test('of a question mark lists the shortcuts, with or without Shift, except in a text field', () => {
    expect(press('?', { shiftKey: true })).toBe('shortcuts');
    expect(press('?')).toBe('shortcuts');
    expect(press('?', {}, document.createElement('textarea'))).toBeUndefined();
  });

  test('of a question mark triggers nothing where single keys are turned off', () => {
    setUsesSingleKeys(false);
    expect(press('?')).toBeUndefined();
    expect(press('k', { ctrlKey: true })).toBe('palette');
    setUsesSingleKeys(true);
    expect(press('?')).toBe('shortcuts');
  });

  test('during IME composition triggers nothing', () => {
    expect(press('k', { ctrlKey: true, isComposing: true })).toBeUndefined();
  });
});

test('the shortcut that opens a dialog also closes it', () => {
  runShortcut('palette', () => {});
  expect(getOverlay()).toBe('palette');
  runShortcut('search', () => {});
  expect(getOverlay()).toBe('search');
  runShortcut('search', () => {});
  expect(getOverlay()).toBeUndefined();
});

test('starting a new chat closes the open dialog', () => {
  const newChat = vi.fn();
  runShortcut('settings', newChat);
  runShortcut('newChat', newChat);
  expect(newChat).toHaveBeenCalledTimes(1);
  expect(getOverlay()).toBeUndefined();
});

test('shortcuts are formatted for the platform', () => {
  const agent = vi.spyOn(navigator, 'userAgent', 'get');
  agent.mockReturnValue('Mozilla/5.0 (X11; Linux x86_64)');
  expect([formatShortcut('newChat'), formatShortcut('composer')]).toEqual(['Ctrl+Shift+O', 'Shift+Esc']);
  agent.mockReturnValue('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)');
  expect(formatShortcut('newChat')).toBe('⌘⇧O');
});
