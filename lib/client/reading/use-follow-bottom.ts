'use client';
import 'client-only';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** This close to the bottom is at it. */
const NEAR_PX = 48;
const UP_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);

export type FollowBottom = {
  /** The reader went up: new words come in below, out of sight. */
  away: boolean;
  /** And some have come in since. */
  hasNewContent: boolean;
  /** Goes to the last words, and follows them from then on. */
  follow(): void;
  /** Stays where the reader was brought, whatever comes in below. */
  stay(): void;
};

/**
 * Keeps the page at its bottom while `content`, or what is below it, grows, until the reader goes up or marks words. A
 * chat that was just opened stays at its bottom until the reader does something; after that only while `active`, or what
 * they open at the bottom would run away from them.
 *
 * What the reader wants is read from wheel, touch, keys and pointer. A `scroll` event alone says little, for the browser
 * sends it too when it moves the page itself; only one that leads further up than the page shrank is a reader's: the
 * scroll bar, a search in the page, a link to a footnote.
 */
export function useFollowBottom(content: RefObject<HTMLElement | null>, active: boolean): FollowBottom {
  const following = useRef(true);
  /** The reader has done something since the chat was opened. */
  const touched = useRef(false);
  /** A button of the mouse is down: words may be being marked. */
  const held = useRef(false);
  const isActive = useRef(active);
  /** Where the page stood when it was last looked at, or moved from here. */
  const last = useRef({ top: 0, height: 0 });
  const [away, setAway] = useState(false);
  const [hasNewContent, setHasNewContent] = useState(false);

  const keepUp = useCallback(() => {
    const keeps = following.current && !held.current && (isActive.current || !touched.current);
    // While the page is moved here, the browser must not hold on to what is on the screen; at all other times it should.
    document.documentElement.style.overflowAnchor = keeps ? 'none' : '';
    if (!keeps) return;
    const height = document.documentElement.scrollHeight;
    scrollTo({ top: height, behavior: 'instant' });
    last.current = { top: scrollY, height };
  }, []);
  const follow = useCallback(() => {
    following.current = true;
    touched.current = false;
    setAway(false);
    setHasNewContent(false);
    keepUp();
  }, [keepUp]);
  const stay = useCallback(() => {
    touched.current = true;
    following.current = false;
    keepUp();
    setAway(distanceToBottom() > NEAR_PX);
  }, [keepUp]);

  useEffect(() => {
    const controller = new AbortController();
    const options = { signal: controller.signal, passive: true };
    const root = document.documentElement;
    let touchY = 0;
    last.current = { top: scrollY, height: root.scrollHeight };
    // A reload begins at the last words as well, not where the page once ended.
    history.scrollRestoration = 'manual';

    const leave = () => {
      touched.current = true;
      if (root.scrollHeight <= innerHeight + NEAR_PX) return;
      following.current = false;
      keepUp();
      setAway(true);
    };
    const release = () => {
      if (!held.current) return;
      held.current = false;
      if (following.current && hasSelection(content.current)) leave();
      else keepUp();
    };
    const onWheel = (event: WheelEvent) => event.deltaY < 0 && leave();
    const onTouch = (event: TouchEvent) => {
      touchY = event.touches[0]?.clientY ?? 0;
      touched.current = true;
    };
    const onTouchMove = (event: TouchEvent) => (event.touches[0]?.clientY ?? 0) > touchY + 4 && leave();
    const onKey = (event: KeyboardEvent) => {
      const isUp = UP_KEYS.has(event.key) || (event.key === ' ' && event.shiftKey);
      // A text field keeps such a key to itself, and what did something else with it says so.
      if (isUp && !isTextField(event.target) && !event.defaultPrevented) leave();
    };
    const onPress = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse' || !isInside(content.current, event.target)) return;
      touched.current = held.current = true;
    };
    const onScroll = () => {
      const { top, height } = last.current;
      if (following.current && scrollY === top) return; // moved from here, as in each frame of an answer
      last.current = { top: scrollY, height: root.scrollHeight };
      if (distanceToBottom() > NEAR_PX) {
        const shrunk = Math.max(0, height - last.current.height);
        if (following.current && scrollY < top - 1 - shrunk) leave();
      } else if (!following.current && !hasSelection(content.current)) {
        // Coming back to the bottom is following again, whatever brought the reader there.
        following.current = true;
        setAway(false);
        setHasNewContent(false);
      }
    };
    addEventListener('wheel', onWheel, options);
    addEventListener('touchstart', onTouch, options);
    addEventListener('touchmove', onTouchMove, options);
    addEventListener('keydown', onKey, options);
    addEventListener('pointerdown', onPress, options);
    addEventListener('pointerup', release, options);
    addEventListener('pointercancel', release, options);
    addEventListener('blur', release, options);
    addEventListener('scroll', onScroll, options);
    return () => {
      controller.abort();
      root.style.overflowAnchor = '';
    };
  }, [content, keepUp]);

  useEffect(() => {
    isActive.current = active;
    keepUp();
    const element = content.current;
    if (element === null) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      if (!following.current && isActive.current && element.clientHeight > height) setHasNewContent(true);
      height = element.clientHeight;
      keepUp();
    });
    observer.observe(element);
    observer.observe(document.body); // the composer may grow too, and would cover the last words
    return () => observer.disconnect();
  }, [content, active, keepUp]);

  return { away, hasNewContent: away && hasNewContent, follow, stay };
}

function distanceToBottom(): number {
  return document.documentElement.scrollHeight - innerHeight - scrollY;
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}

function isInside(element: HTMLElement | null, target: EventTarget | null): boolean {
  return target instanceof Node && element !== null && element.contains(target);
}

/** Whether words of `element` are marked. */
function hasSelection(element: HTMLElement | null): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && isInside(element, selection.anchorNode);
}
