import { useEffect, useReducer, useRef, useState } from 'react';
import { pageSchedule } from '#lib/frames/render-schedule.ts';
import { CodeLines } from './code-lines.ts';
import type { HighlightChannel } from './highlight-channel.ts';

/** The lines of a block of code. They start plain; a worker, loaded with the first language, colors them later. */
export function useCodeLines(code: string, language: string): CodeLines {
  const [lines] = useState(() => new CodeLines());
  const [, rerender] = useReducer((count: number) => count + 1, 0);
  const channel = useRef<HighlightChannel>(undefined);
  // Safe during render: the same code gives the same lines however often React renders.
  lines.update(code);

  useEffect(() => {
    if (!language || typeof Worker === 'undefined') return;
    let isUnmounted = false;
    let delayed: ReturnType<typeof setTimeout> | undefined;
    const onColors = () => {
      clearTimeout(delayed);
      const { delay } = pageSchedule;
      if (delay > 0) delayed = setTimeout(rerender, delay);
      else rerender();
    };
    import('./highlight-channel.ts').then(
      (module) => {
        if (isUnmounted) return;
        channel.current = new module.HighlightChannel(language, lines, onColors);
        channel.current.request();
      },
      // Plain code is readable too.
      (cause: unknown) => console.warn('Failed to load the highlighter', cause),
    );
    return () => {
      isUnmounted = true;
      clearTimeout(delayed);
      channel.current?.close();
      channel.current = undefined;
      lines.clearColors();
    };
  }, [language, lines]);
  // No dependencies: any render may have added lines.
  useEffect(() => channel.current?.request());
  return lines;
}
