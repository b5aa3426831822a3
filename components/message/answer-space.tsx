import { useLayoutEffect, useRef } from 'react';

/**
 * Keeps the height of the window free from its question down, so that the question can be at the top while its answer is short. A
 * float of no width: the answer takes up the room instead of adding to it, so nothing moves as it grows. The room ends above the
 * composer, whose height changes with its text; 6 rem are the header and the space around the messages.
 */
export function AnswerSpace() {
  const space = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const dock = document.querySelector('[data-dock]');
    if (dock === null) return;
    const measure = () =>
      space.current?.style.setProperty('--dock', `${dock.getBoundingClientRect().height}px`);
    const observer = new ResizeObserver(measure); // calls back before the frame is painted
    observer.observe(dock);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={space} className="float-left h-[calc(100dvh-6rem-var(--dock))] w-0 print:hidden" aria-hidden />
  );
}
