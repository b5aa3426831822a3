/** The interface of a benchmark page to the driver. Times are in milliseconds. */
export interface StreamRequest {
  text: string;
  /** A token has four characters. */
  rate: number;
}

export interface StreamResult {
  seconds: number;
  frames: number;
  longTasks: number;
  longestTask: number;
  /** Mean main-thread time per frame in the first and in the last tenth of the text. */
  firstTenth: number;
  lastTenth: number;
  textLength: number;
}

/** Renders the text so far. Called once per frame. */
export type Show = (text: string, isDone: boolean) => void;

const TOKEN = 4;

declare global {
  interface Window {
    stream: (request: StreamRequest) => Promise<StreamResult>;
  }
}

/** Lets the driver stream a text into the page, with one state change per frame. */
export function offerStream(show: Show): void {
  window.stream = async ({ text, rate }) => {
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    });
    observer.observe({ type: 'longtask' });
    const work: { at: number; spent: number }[] = [];
    const start = performance.now();
    for (let shown = 0; shown < text.length; ) {
      const frameStart = await new Promise<number>(requestAnimationFrame);
      const begun = performance.now();
      shown = Math.min(text.length, Math.floor(((frameStart - start) / 1_000) * rate) * TOKEN);
      show(text.slice(0, shown), shown >= text.length);
      await afterPaint();
      work.push({ at: shown / text.length, spent: performance.now() - begun });
    }
    const seconds = (performance.now() - start) / 1_000;
    await new Promise((resolve) => setTimeout(resolve, 300));
    observer.disconnect();
    return {
      seconds,
      frames: work.length,
      longTasks: tasks.length,
      longestTask: Math.max(0, ...tasks),
      firstTenth: mean(work.filter(({ at }) => at > 0 && at <= 0.1).map(({ spent }) => spent)),
      lastTenth: mean(work.filter(({ at }) => at > 0.9).map(({ spent }) => spent)),
      textLength: document.getElementById('root')?.textContent?.length ?? 0,
    };
  };
}

/** Resolves after the frame's style, layout and paint. */
function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(undefined);
  });
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
