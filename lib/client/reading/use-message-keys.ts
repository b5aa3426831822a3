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
 * @param list its children are groups of messages
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
      const item = list.current && findTarget(list.current, step);
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

/** The message to move to: from the one with the focus, unless the page was scrolled away from it, or the one being read. */
function findTarget(list: HTMLElement, step: number): HTMLElement | undefined {
  const groups = Array.from(list.children).filter(({ firstElementChild }) => firstElementChild?.id);
  const items = groups.flatMap(({ children }) => Array.from(children) as HTMLElement[]);
  const [first] = items;
  if (first === undefined) return undefined;
  const focused = items.findIndex((item) => item.contains(document.activeElement));
  if (topOf(items[focused]) < innerHeight && topOf(items[focused + 1]) > 0) return items[focused + step];
  const line = Number.parseFloat(getComputedStyle(first).scrollMarginTop) + 1;
  // Only the messages of one group are measured: the browser would have to lay out those that it skips.
  const group = groups.findLast((element) => topOf(element) <= line);
  const ofGroup = Array.from(group?.children ?? []) as HTMLElement[];
  const [start = first] = ofGroup;
  const read = items.indexOf(start) + ofGroup.findLastIndex((item) => topOf(item) <= line);
  // Back from inside a message is its beginning.
  const isInside = step < 0 && topOf(items[read]) < line - 2;
  return items[isInside ? read : read + step];
}

function topOf(element: Element | undefined): number {
  return element?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY;
}
