'use client';
import 'client-only';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { whenIdle } from '../platform/when-idle.ts';
import { loadMarkdown } from './load-markdown.ts';

/** Groups that are mounted with the chat: more than a screen of messages. */
const AT_ONCE = 2;

/**
 * The number of the first group of messages to mount in `list`. A long chat begins with its last groups; the older ones follow
 * when the browser is idle, one at a time, until all are there. What is on the screen stays where it is meanwhile.
 */
export function useMountedGroups(list: RefObject<HTMLElement | null>, groupCount: number): number {
  const [first, setFirst] = useState<number>();
  const wanted = first ?? Math.max(0, groupCount - AT_ONCE);
  // Fixed with the first messages: a chat that grows must not lose its beginning.
  if (first === undefined && groupCount > 0) setFirst(wanted);
  const keepPlace = useKeepPlace(list, wanted);

  useEffect(() => {
    if (first === undefined || first === 0) return;
    let isGone = false;
    // Not before the renderer is there, or all would be rendered twice, and the second time at once.
    void loadMarkdown().then(() =>
      whenIdle(() => {
        if (isGone) return;
        keepPlace();
        setFirst(first - 1);
      }),
    );
    return () => {
      isGone = true;
    };
  }, [first, keepPlace]);
  return wanted;
}

/**
 * Returns a function to call before something is added above the first child of `list`. Once `version` has changed, the
 * page is scrolled by as much as that child went down, in the same frame. Browsers that hold on to what is on the screen
 * find it there already.
 */
function useKeepPlace(list: RefObject<HTMLElement | null>, version: number): () => void {
  const before = useRef<{ element: Element; top: number }>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says when the page has changed
  useLayoutEffect(() => {
    const { element, top } = before.current ?? {};
    before.current = undefined;
    if (element === undefined || top === undefined) return;
    const moved = element.getBoundingClientRect().top - top;
    if (moved !== 0) scrollBy({ top: moved, behavior: 'instant' });
  }, [version]);
  return useCallback(() => {
    const element = list.current?.firstElementChild;
    if (element) before.current = { element, top: element.getBoundingClientRect().top };
  }, [list]);
}
