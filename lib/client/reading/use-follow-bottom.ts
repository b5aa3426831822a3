'use client';
import 'client-only';
import { type RefObject, useEffect, useState } from 'react';
import { BottomScroll, type BottomState } from './bottom-scroll.ts';

/** `follow` and `stay` are referentially stable. */
export type FollowBottom = BottomState & Pick<BottomScroll, 'follow' | 'stay'>;

/** Keeps the page at its bottom as `BottomScroll` describes. @param active an answer is streaming */
export function useFollowBottom(content: RefObject<HTMLElement | null>, active: boolean): FollowBottom {
  const [{ away, hasNewContent }, setState] = useState<BottomState>({ away: false, hasNewContent: false });
  const [scroll] = useState(() => new BottomScroll(setState));
  useEffect(() => scroll.listen(content.current), [scroll, content]);
  useEffect(() => scroll.observe(content.current, active), [scroll, content, active]);
  return { away, hasNewContent: away && hasNewContent, follow: scroll.follow, stay: scroll.stay };
}
