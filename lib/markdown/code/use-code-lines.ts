import { useEffect, useReducer, useRef, useState } from 'react';
import { pageSchedule } from '#lib/frames/render-schedule.ts';
import { CodeLines } from './code-lines.ts';
import type { HighlightChannel } from './highlight-channel.ts';

/** The lines of a block of code. They come plain and get their colours from a worker, which is loaded when needed. */
export function useCodeLines(code: string, language: string): CodeLines {
  const [lines] = useState(() => new CodeLines());
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const channel = useRef<HighlightChannel>(undefined);
  // Reading on from where it stood gives the same lines however often React renders.
  lines.update(code);

  useEffect(() => {
    if (!language || typeof Worker === 'undefined') return;
    let isGone = false;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const onColors = () => {
      clearTimeout(rest);
      const left = pageSchedule.delay;
      // A page that rests would rest in vain: colours come with the words after it.
      if (left > 0) rest = setTimeout(renderAgain, left);
      else renderAgain();
    };
    import('./highlight-channel.ts').then(
      (module) => {
        if (isGone) return;
        channel.current = new module.HighlightChannel(language, lines, onColors);
        channel.current.ask();
      },
      // Without colours code can still be read.
      (cause: unknown) => console.warn('Code is not coloured', cause),
    );
    return () => {
      isGone = true;
      clearTimeout(rest);
      channel.current?.close();
      channel.current = undefined;
      lines.clearColors();
    };
  }, [language, lines]);
  // Without a list of dependencies: whatever was rendered may hold new lines.
  useEffect(() => channel.current?.ask());
  return lines;
}
