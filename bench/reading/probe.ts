/** The page's record of a streaming answer. Times are in milliseconds, `at` since 1970. */
export interface Reading {
  frames: { at: number; work: number; mark: number }[];
  longTasks: { at: number; duration: number }[];
}

/**
 * Runs in the page, so it must not refer to anything outside itself. Records for each frame how long it occupied the main
 * thread and, when `withMarks`, the last numbered mark on the page.
 */
export function startProbe(withMarks: boolean): void {
  const reading: Reading = { frames: [], longTasks: [] };
  Object.assign(globalThis, { reading });
  const now = () => performance.timeOrigin + performance.now();
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      reading.longTasks.push({ at: performance.timeOrigin + startTime, duration });
  }).observe({ type: 'longtask' });

  let answer: Element | null = null;
  let last = -1;
  const lastMark = (): number => {
    const group = [...(answer?.querySelectorAll('.md-group') ?? [])].at(-1);
    const blocks = [...(group?.children ?? [])].slice(-2);
    const text = blocks.map((block) => block.textContent).join(' ');
    // There may be no mark between two blocks.
    last = Math.max(last, Number([...text.matchAll(/m(\d+)\./g)].at(-1)?.[1] ?? -1));
    return last;
  };
  const channel = new MessageChannel();
  let begun = 0;
  // A message is delivered after the frame's style, layout and paint.
  channel.port1.onmessage = () => {
    answer ??= document.querySelector('article[aria-busy=true] [data-part=text]');
    // Reading the whole text would cost more than rendering it.
    if (!answer?.firstElementChild?.hasChildNodes()) return;
    const at = now();
    reading.frames.push({ at, work: at - begun, mark: withMarks ? lastMark() : -1 });
  };
  const frame = () => {
    begun = now();
    channel.port2.postMessage(undefined);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Runs in the page. Resolves with the time at which the answer is complete. Observes mutations, which costs less than polling. */
export function answerEnd(): Promise<number> {
  return new Promise((resolve) => {
    new MutationObserver((changes, observer) => {
      const isEnd = changes.some(({ type }) => type === 'attributes');
      if (!isEnd || document.querySelector('article[aria-busy=true]')) return;
      observer.disconnect();
      resolve(performance.timeOrigin + performance.now());
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['aria-busy'] });
  });
}
