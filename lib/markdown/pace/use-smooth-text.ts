import { useEffect, useState } from 'react';
import { Pacer } from './pacer.ts';

/** The part of a growing text to show now. Without `isSmooth`, and once the text is whole, that is all of it. */
export function useSmoothText(text: string, isStreaming: boolean, isSmooth: boolean): string {
  const isPaced = isStreaming && isSmooth;
  const [shown, setShown] = useState(text);
  const [pacer] = useState(() => new Pacer(text));
  useEffect(() => {
    if (!isPaced) {
      pacer.restart(text);
      return;
    }
    pacer.update(text, performance.now());
    const step = () => {
      const now = performance.now();
      setShown(pacer.textAt(now));
      if (!pacer.isCaughtUp(now)) frame = requestAnimationFrame(step);
    };
    let frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [isPaced, pacer, text]);
  return isPaced && text.startsWith(shown) ? shown : text;
}
