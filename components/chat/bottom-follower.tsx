import { type RefObject, useEffect, useImperativeHandle } from 'react';
import { scrollFromComposer } from '#lib/client/reading/scroll-page.ts';
import { type FollowBottom, useFollowBottom } from '#lib/client/reading/use-follow-bottom.ts';
import { JumpToLatest } from './jump-to-latest.tsx';

export type ScrollControl = Pick<FollowBottom, 'follow' | 'stay'>;

type BottomFollowerProps = {
  content: RefObject<HTMLElement | null>;
  running: boolean;
  /** The chat has no messages: its page is read from the top. */
  empty: boolean;
  /** Receives the functions that move the page. */
  control: RefObject<ScrollControl | null>;
};

/** Keeps the page at its bottom while an answer streams, and offers a way back down to a reader who scrolled up. */
export function BottomFollower({ content, running, empty, control }: BottomFollowerProps) {
  const { away, hasNewContent, follow, stay } = useFollowBottom(content, {
    active: running,
    enabled: !empty,
  });
  useEffect(scrollFromComposer, []);
  useImperativeHandle(control, () => ({ follow, stay }), [follow, stay]);
  return away && !empty && <JumpToLatest hasNewContent={hasNewContent} onClick={follow} />;
}
