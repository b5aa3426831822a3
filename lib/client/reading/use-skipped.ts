'use client';
import 'client-only';
import { type RefObject, useLayoutEffect, useState } from 'react';

/** The browser says which elements it skips. Older ones skip them and say nothing. */
const SAYS_WHAT_IT_SKIPS = 'ContentVisibilityAutoStateChangeEvent' in globalThis;

/**
 * Whether the browser skips the content of an element, which is far from what is on the screen. False in browsers that do not say so.
 * @param isSkippable the element has `content-visibility: auto`
 */
export function useSkipped(element: RefObject<HTMLElement | null>, isSkippable: boolean): boolean {
  const [skipped, setSkipped] = useState(isSkippable && SAYS_WHAT_IT_SKIPS);
  useLayoutEffect(() => {
    const { current } = element; // in a layout effect: the first event follows the first frame
    if (!isSkippable || current === null) return;
    const onChange = (event: Event) => {
      if (event.target === current) setSkipped((event as ContentVisibilityAutoStateChangeEvent).skipped);
    };
    current.addEventListener('contentvisibilityautostatechange', onChange);
    return () => current.removeEventListener('contentvisibilityautostatechange', onChange);
  }, [element, isSkippable]);
  return isSkippable && skipped;
}
