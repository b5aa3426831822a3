'use client';
import 'client-only';
import { type RefObject, useEffect, useState } from 'react';
import { BottomScroll, type BottomState } from './bottom-scroll.ts';

/** `follow` and `stay` are referentially stable. */
export type FollowBottom = BottomState & Pick<BottomScroll, 'follow' | 'stay'>;

type FollowOptions = {
  /** An answer is streaming. */
  active: boolean;
  /** The chat has messages. The page of an empty one is read from the top. */
  enabled: boolean;
};

/** Keeps the page at its bottom as `BottomScroll` describes. */
export function useFollowBottom(
  content: RefObject<HTMLElement | null>,
  { active, enabled }: FollowOptions,
): FollowBottom {
  const [{ away, hasNewContent }, setState] = useState<BottomState>({ away: false, hasNewContent: false });
  const [scroll] = useState(() => new BottomScroll(setState));
  useEffect(() => scroll.listen(content.current), [scroll, content]);
  useEffect(
    () => (enabled ? scroll.observe(content.current, active) : undefined),
    [scroll, content, active, enabled],
  );
  return { away, hasNewContent: away && hasNewContent, follow: scroll.follow, stay: scroll.stay };
}
