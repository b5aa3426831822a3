'use client';
import 'client-only';
import { type RefObject, useEffect } from 'react';
import { focusElement } from '../platform/focus-element.ts';
import { isSingleKey } from '../shell/shortcuts/single-keys.ts';
import { holdInView } from './hold-in-view.ts';

/** How long the message stays at the top while the messages above it are laid out. */
const HOLD_MS = 1_000;
/** Where keys have a meaning of their own. */
const OCCUPIED = '[role=menu], [role=dialog], [role=alertdialog], dialog';

/**
 * J moves to the next message and K to the previous one: scrolls it to the top, and focuses it, so that a screen reader says which it
 * is and Tab goes on to its controls.
 * @param list has a child for each message
 * @param onMove called before the page is scrolled
 */
export function useMessageKeys(list: RefObject<HTMLElement | null>, onMove: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, ctrlKey, altKey, metaKey, shiftKey, defaultPrevented, isComposing, target } = event;
      const step = { j: 1, k: -1 }[key.toLowerCase()];
      if (step === undefined || ctrlKey || altKey || metaKey || shiftKey) return;
      if (defaultPrevented || isComposing || !isSingleKey(event)) return;
      if (target instanceof Element && target.closest(OCCUPIED)) return;
      const items = Array.from(list.current?.children ?? []).filter(({ id }) => id !== '') as HTMLElement[];
      const item = items[findTarget(items, step)];
      const message = item?.querySelector('article');
      if (!item || !message) return;
      event.preventDefault();
      onMove();
      focusElement(message);
      holdInView(item, HOLD_MS);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [list, onMove]);
}

/** The index of the message to move to: from the one with the focus, unless the page was scrolled away from it, or the one being read. */
function findTarget(items: readonly HTMLElement[], step: number): number {
  const [first] = items;
  if (first === undefined) return -1;
  const tops = items.map((item) => item.getBoundingClientRect().top);
  const focused = items.findIndex((item) => item.contains(document.activeElement));
  const focusedTop = tops[focused] ?? Number.POSITIVE_INFINITY;
  const nextTop = tops[focused + 1] ?? Number.POSITIVE_INFINITY;
  if (focusedTop < innerHeight && nextTop > 0) return focused + step;
  const line = Number.parseFloat(getComputedStyle(first).scrollMarginTop) + 1;
  const read = tops.findLastIndex((top) => top <= line);
  // Back from inside a message is its beginning.
  return step < 0 && (tops[read] ?? line) < line - 2 ? read : read + step;
}
