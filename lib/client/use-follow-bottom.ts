'use client';
import 'client-only';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

const NEAR_PX = 48;
const UP_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);

export type FollowBottom = {
  /** The reader went up: new words come in below, out of sight. */
  away: boolean;
  /** And some have come in since. */
  news: boolean;
  /** Goes to the last words, and follows them from then on. */
  follow(): void;
  /** Stays where the reader was brought, whatever comes in below. */
  stay(): void;
};

/**
 * Keeps the page at its bottom while `content` grows, until the reader goes up. What the reader wants is read from wheel,
 * touch and keys, for `scroll` also fires when the browser itself moves the page.
 */
export function useFollowBottom(content: RefObject<HTMLElement | null>, active: boolean): FollowBottom {
  const following = useRef(true);
  const [away, setAway] = useState(false);
  const [news, setNews] = useState(false);

  const toBottom = useCallback(() => {
    scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
  }, []);
  const follow = useCallback(() => {
    following.current = true;
    setAway(false);
    setNews(false);
    toBottom();
  }, [toBottom]);
  const stay = useCallback(() => {
    following.current = false;
    setAway(distanceToBottom() > NEAR_PX);
  }, []);

  useEffect(() => {
    const controller = new AbortController();
    const options = { signal: controller.signal, passive: true };
    let touchY = 0;
    const leave = () => {
      if (document.documentElement.scrollHeight <= innerHeight + NEAR_PX) return;
      following.current = false;
      setAway(true);
    };
    addEventListener('wheel', (event) => event.deltaY < 0 && leave(), options);
    addEventListener('touchstart', (event) => (touchY = event.touches[0]?.clientY ?? 0), options);
    addEventListener(
      'touchmove',
      (event) => (event.touches[0]?.clientY ?? 0) > touchY + 4 && leave(),
      options,
    );
    addEventListener(
      'keydown',
      (event) => UP_KEYS.has(event.key) && !isTyping(event.target) && leave(),
      options,
    );
    addEventListener(
      'scroll',
      () => {
        // Coming back to the bottom is following again, whatever brought the reader there.
        if (following.current || distanceToBottom() > NEAR_PX) return;
        following.current = true;
        setAway(false);
        setNews(false);
      },
      options,
    );
    return () => controller.abort();
  }, []);

  useEffect(() => {
    const element = content.current;
    if (element === null) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      const grew = element.clientHeight > height;
      height = element.clientHeight;
      if (following.current && active) toBottom();
      else if (active && grew) setNews(true);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [content, active, toBottom]);

  return { away, news: away && news, follow, stay };
}

function distanceToBottom(): number {
  return document.documentElement.scrollHeight - innerHeight - scrollY;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement && target.value !== '';
}
