import { type RefObject, useImperativeHandle } from 'react';
import { type FollowBottom, useFollowBottom } from '#lib/client/reading/use-follow-bottom.ts';
import { JumpToLatest } from './jump-to-latest.tsx';

export type ScrollControl = Pick<FollowBottom, 'follow' | 'stay'>;

type BottomFollowerProps = {
  content: RefObject<HTMLElement | null>;
  running: boolean;
  /** Receives the functions that move the page. */
  control: RefObject<ScrollControl | null>;
};

/** Keeps the page at its bottom while an answer streams, and offers a way back down to a reader who scrolled up. */
export function BottomFollower({ content, running, control }: BottomFollowerProps) {
  const { away, hasNewContent, follow, stay } = useFollowBottom(content, running);
  useImperativeHandle(control, () => ({ follow, stay }), [follow, stay]);
  return away && <JumpToLatest hasNewContent={hasNewContent} onClick={follow} />;
}
