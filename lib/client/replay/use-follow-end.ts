'use client';
import 'client-only';
import { type RefObject, useEffect, useRef } from 'react';

/** A distance to the end that counts as being there. */
const NEAR_PX = 48;

/** Keeps a scrolled area at its end while its only child grows, until the reader scrolls up. @returns a ref for the area */
export function useFollowEnd<Area extends HTMLElement>(): RefObject<Area | null> {
  const ref = useRef<Area>(null);
  useEffect(() => {
    const area = ref.current;
    if (area?.firstElementChild == null) return;
    let isFollowing = true;
    let last = { top: 0, height: 0 };
    const note = () => {
      last = { top: area.scrollTop, height: area.scrollHeight };
    };
    const onScroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = area;
      const shrunk = Math.max(0, last.height - scrollHeight);
      if (scrollHeight - clientHeight - scrollTop <= NEAR_PX) isFollowing = true;
      else if (scrollTop < last.top - 1 - shrunk) isFollowing = false;
      note();
    };
    const observer = new ResizeObserver(() => {
      if (!isFollowing) return;
      area.scrollTop = area.scrollHeight;
      note();
    });
    observer.observe(area.firstElementChild);
    observer.observe(area);
    area.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      area.removeEventListener('scroll', onScroll);
    };
  }, []);
  return ref;
}
