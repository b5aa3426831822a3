import { useEffect, useState } from 'react';
import { pageSchedule } from '#lib/frames/render-schedule.ts';
import type { TextSource } from '../text-source.ts';
import { SmoothLength } from './smooth-length.ts';

/** The number of characters of a growing text to show now: all of them without `isSmooth`, and once the text is complete. */
export function useSmoothLength(text: TextSource, isStreaming: boolean, isSmooth: boolean): number {
  const isActive = isStreaming && isSmooth;
  const { length } = text;
  const [shown, setShown] = useState(length);
  const [smoothLength] = useState(() => new SmoothLength(text));
  // biome-ignore lint/correctness/useExhaustiveDependencies: an object that stands for a text keeps its identity while it grows
  useEffect(() => {
    if (!isActive) {
      smoothLength.restart(text);
      return;
    }
    const { clock } = pageSchedule;
    smoothLength.update(text, clock.now());
    const step = () => {
      const now = clock.now();
      setShown(smoothLength.at(now));
      if (!smoothLength.isCaughtUp(now)) cancelFrame = clock.nextFrame(step);
    };
    let cancelFrame = clock.nextFrame(step);
    return () => cancelFrame();
  }, [isActive, smoothLength, text, length]);
  return isActive && shown <= length ? shown : length;
}
