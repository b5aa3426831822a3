import { useEffect, useState } from 'react';
import type { TextSource } from '../text-source.ts';
import { Pacer } from './smooth-length.ts';

/** How much of a growing text to show now. Without `isSmooth`, and once the text is whole, that is all of it. */
export function useSmoothLength(text: TextSource, isStreaming: boolean, isSmooth: boolean): number {
  const isPaced = isStreaming && isSmooth;
  const { length } = text;
  const [shown, setShown] = useState(length);
  const [pacer] = useState(() => new Pacer(text));
  // biome-ignore lint/correctness/useExhaustiveDependencies: an object that stands for a text stays the same when it grows
  useEffect(() => {
    if (!isPaced) {
      pacer.restart(text);
      return;
    }
    pacer.update(text, performance.now());
    const step = () => {
      const now = performance.now();
      setShown(pacer.lengthAt(now));
      if (!pacer.isCaughtUp(now)) frame = requestAnimationFrame(step);
    };
    let frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [isPaced, pacer, text, length]);
  return isPaced && shown <= length ? shown : length;
}
