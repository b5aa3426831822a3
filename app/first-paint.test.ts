// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { SHORTCUTS } from '#lib/client/shell/shortcuts/shortcuts.ts';
import { FIRST_PAINT } from './first-paint.ts';

const played = vi.fn();

beforeEach(() => {
  played.mockClear();
  document.body.innerHTML = '<textarea></textarea>';
  new Function(FIRST_PAINT)();
});

/** Presses a key before the page is hydrated. @returns whether the press was held */
function press(init: KeyboardEventInit): boolean {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  document.body.dispatchEvent(event);
  return event.defaultPrevented;
}

function hydrate() {
  addEventListener('keydown', played, { once: true });
  dispatchEvent(new Event('runnel:hydrated'));
  removeEventListener('keydown', played);
}

for (const [name, { shift = false, key }] of Object.entries(SHORTCUTS).filter(([, keys]) => keys.mod))
  test(`the shortcut ${name} is held until the page is hydrated, then played once`, () => {
    expect(press({ key, ctrlKey: true, shiftKey: shift })).toBe(true);
    hydrate();
    expect(played).toHaveBeenCalledOnce();
    expect(played.mock.calls[0]?.[0]).toMatchObject({ key, ctrlKey: true, shiftKey: shift });
    expect(press({ key, ctrlKey: true, shiftKey: shift })).toBe(false);
  });

test('other presses are left to the browser', () => {
  expect(press({ key: 'f', ctrlKey: true })).toBe(false);
  expect(press({ key: 'K', ctrlKey: true, shiftKey: true })).toBe(false);
  expect(press({ key: 'k' })).toBe(false);
  expect(press({ key: 'k', ctrlKey: true, altKey: true })).toBe(false);
  document.body.innerHTML = '';
  expect(press({ key: 'k', ctrlKey: true })).toBe(false); // no chat
  hydrate();
  expect(played).not.toHaveBeenCalled();
});
