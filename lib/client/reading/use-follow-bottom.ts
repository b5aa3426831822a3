'use client';
import 'client-only';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** A distance to the bottom that counts as being there. */
const NEAR_PX = 48;
const UP_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);

export type FollowBottom = {
  /** The reader has scrolled up, so new content appears out of sight. */
  away: boolean;
  /** New content has appeared since then. */
  hasNewContent: boolean;
  /** Scrolls to the bottom and stays there as the content grows. */
  follow(): void;
  /** Stops following: the page stays where it was scrolled to. */
  stay(): void;
};

/**
 * Keeps the page at its bottom while `content`, or anything below it, grows, until the reader scrolls up or selects text. A
 * chat that was just opened stays at its bottom until the first interaction; after that only while `active`, because
 * something that the reader expands at the bottom must not scroll away.
 *
 * Wheel, touch, key and pointer events show the reader's intent. `scroll` events alone do not, because the browser also fires
 * them when it adjusts the position itself. Only a scroll further up than the page has shrunk is the reader's: by the scroll
 * bar, find in page, or a link to a footnote.
 */
export function useFollowBottom(content: RefObject<HTMLElement | null>, active: boolean): FollowBottom {
  const following = useRef(true);
  /** The reader has interacted since the chat was opened. */
  const touched = useRef(false);
  /** A mouse button is down: the reader may be selecting text. */
  const pressed = useRef(false);
  const isActive = useRef(active);
  /** The position after the last scroll, by the reader or by this hook. */
  const last = useRef({ top: 0, height: 0 });
  const [away, setAway] = useState(false);
  const [hasNewContent, setHasNewContent] = useState(false);

  const stickToBottom = useCallback(() => {
    const follows = following.current && !pressed.current && (isActive.current || !touched.current);
    // Scroll anchoring would work against this hook, but is wanted whenever the hook does not scroll.
    document.documentElement.style.overflowAnchor = follows ? 'none' : '';
    if (!follows) return;
    const height = document.documentElement.scrollHeight;
    scrollTo({ top: height, behavior: 'instant' });
    last.current = { top: scrollY, height };
  }, []);
  const follow = useCallback(() => {
    following.current = true;
    touched.current = false;
    setAway(false);
    setHasNewContent(false);
    stickToBottom();
  }, [stickToBottom]);
  const stay = useCallback(() => {
    touched.current = true;
    following.current = false;
    stickToBottom();
    setAway(distanceToBottom() > NEAR_PX);
  }, [stickToBottom]);

  useEffect(() => {
    const controller = new AbortController();
    const options = { signal: controller.signal, passive: true };
    const root = document.documentElement;
    let touchY = 0;
    last.current = { top: scrollY, height: root.scrollHeight };
    // After a reload, start at the bottom instead of the previous position.
    history.scrollRestoration = 'manual';

    const leave = () => {
      touched.current = true;
      if (root.scrollHeight <= innerHeight + NEAR_PX) return;
      following.current = false;
      stickToBottom();
      setAway(true);
    };
    const release = () => {
      if (!pressed.current) return;
      pressed.current = false;
      if (following.current && hasSelection(content.current)) leave();
      else stickToBottom();
    };
    const onWheel = (event: WheelEvent) => event.deltaY < 0 && leave();
    const onTouch = (event: TouchEvent) => {
      touchY = event.touches[0]?.clientY ?? 0;
      touched.current = true;
    };
    const onTouchMove = (event: TouchEvent) => (event.touches[0]?.clientY ?? 0) > touchY + 4 && leave();
    const onKey = (event: KeyboardEvent) => {
      const isUp = UP_KEYS.has(event.key) || (event.key === ' ' && event.shiftKey);
      // In a text field these keys move the cursor; a handler with another use prevents the default.
      if (isUp && !isTextField(event.target) && !event.defaultPrevented) leave();
    };
    const onPress = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse' || !isInside(content.current, event.target)) return;
      touched.current = pressed.current = true;
    };
    const onScroll = () => {
      const { top, height } = last.current;
      if (following.current && scrollY === top) return; // scrolled by this hook, as in each frame of an answer
      last.current = { top: scrollY, height: root.scrollHeight };
      if (distanceToBottom() > NEAR_PX) {
        const shrunk = Math.max(0, height - last.current.height);
        if (following.current && scrollY < top - 1 - shrunk) leave();
      } else if (!following.current && !hasSelection(content.current)) {
        // Back at the bottom, by whatever means: follow again.
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
  }, [content, stickToBottom]);

  useEffect(() => {
    isActive.current = active;
    stickToBottom();
    const element = content.current;
    if (element === null) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      if (!following.current && isActive.current && element.clientHeight > height) setHasNewContent(true);
      height = element.clientHeight;
      stickToBottom();
    });
    observer.observe(element);
    observer.observe(document.body); // the composer may grow too, and would cover the end of the content
    return () => observer.disconnect();
  }, [content, active, stickToBottom]);

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

/** Whether text in `element` is selected. */
function hasSelection(element: HTMLElement | null): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && isInside(element, selection.anchorNode);
}
