'use client';
import 'client-only';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { getMessageText } from '#lib/protocol/answer-builder.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { whenIdle } from '../platform/when-idle.ts';
import { loadMarkdown } from './load-markdown.ts';

/** Screens of messages that are mounted at once, so that there is something to scroll to. */
const INITIAL_SCREENS = 2;
/** The height of a message besides its text, and of a character of that: a line of 90 characters takes 28 px. */
const MESSAGE_PX = 80;
const CHARACTER_PX = 28 / 90;

/**
 * The index of the first group of messages to mount in `list`. A long chat starts with its last groups. The older ones are
 * mounted one at a time when the browser is idle, without moving the content on the screen.
 */
export function useMountedGroups(
  list: RefObject<HTMLElement | null>,
  messages: readonly ChatMessage[],
  groupSize: number,
): number {
  const [first, setFirst] = useState<number>();
  const wanted = first ?? Math.floor(findInitial(messages) / groupSize);
  // Set once: the groups at the start of a growing chat must stay mounted.
  if (first === undefined && messages.length > 0) setFirst(wanted);
  const holdPosition = useScrollAnchor(list, wanted);

  useEffect(() => {
    if (first === undefined || first === 0) return;
    let isUnmounted = false;
    // Wait for Markdown: otherwise all groups would be rendered again, at once, when it loads.
    void loadMarkdown().then(() =>
      whenIdle(() => {
        if (isUnmounted) return;
        holdPosition();
        setFirst(first - 1);
      }),
    );
    return () => {
      isUnmounted = true;
    };
  }, [first, holdPosition]);
  useEffect(() => {
    // All of the chat is printed, also if it has just been opened.
    const mountAll = () => flushSync(() => setFirst(0));
    addEventListener('beforeprint', mountAll);
    return () => removeEventListener('beforeprint', mountAll);
  }, []);
  return wanted;
}

/** The index of the first message to mount at once, by an estimate of their heights. */
function findInitial(messages: readonly ChatMessage[]): number {
  let missing = INITIAL_SCREENS * innerHeight;
  const found = messages.findLastIndex((message) => {
    missing -= MESSAGE_PX + CHARACTER_PX * getMessageText(message).length;
    return missing <= 0;
  });
  return Math.max(0, found);
}

/**
 * Returns a function to call before a group is added above the first child of `list`. When `version` changes, the page is
 * scrolled by the distance that the child has moved down, in the same frame. Does what scroll anchoring does in the browsers
 * that have it.
 */
function useScrollAnchor(list: RefObject<HTMLElement | null>, version: number): () => void {
  const before = useRef<{ element: Element; top: number }>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` changes when the group is there
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
