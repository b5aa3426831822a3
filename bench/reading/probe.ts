/** What the page noted of an answer while it came. Times are in milliseconds, `at` since 1970. */
export interface Reading {
  frames: { at: number; work: number; mark: number }[];
  longTasks: { at: number; duration: number }[];
}

/**
 * Runs in the page, so it may use nothing from outside itself. Notes for each frame how long it kept the thread, from
 * its start until the browser is free again, and the last numbered mark on the page when `withMarks`.
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
    // Between two blocks there may be no mark at all.
    last = Math.max(last, Number([...text.matchAll(/m(\d+)\./g)].at(-1)?.[1] ?? -1));
    return last;
  };
  const channel = new MessageChannel();
  let begun = 0;
  // A message is delivered when the frame's style, layout and paint are done.
  channel.port1.onmessage = () => {
    answer ??= document.querySelector('article[aria-busy=true] [data-part=text]');
    // Its whole text would cost more than showing it.
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

/** Runs in the page. Resolves with the time at which the answer is complete, without asking in every frame. */
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
