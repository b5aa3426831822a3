import 'client-only';
import { readLocal, writeLocal } from '#lib/client/platform/local-storage.ts';

const KEY = 'runnel.single-keys';

/**
 * Whether a character that is typed outside of text fields is a shortcut, which is the default. People who speak to their computer
 * would trigger such shortcuts by accident, so they can be turned off (WCAG 2.1.4).
 */
export function usesSingleKeys(): boolean {
  return readLocal(KEY) !== 'off';
}

export function setUsesSingleKeys(isOn: boolean): void {
  writeLocal(KEY, isOn ? undefined : 'off');
}

/** Whether a key press is a shortcut rather than text. */
export function isSingleKey({ target }: KeyboardEvent): boolean {
  return !isTextField(target) && usesSingleKeys();
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
