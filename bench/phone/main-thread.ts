import type { Browser, Page } from 'playwright';

/** What the page's main thread did. All times are processor time in milliseconds, so other programs on the machine do not count. */
export interface MainThreadUse {
  cpuMs: number;
  /** Tasks of more than 50 ms. */
  longTasks: number;
  longestMs: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Thread time of a complete event, in microseconds. */
  tdur?: number;
  args: { name?: string };
}

const LONG_TASK_MS = 50;
const TASK = 'ThreadControllerImpl::RunTask';

/**
 * Traces the tasks of the busiest page's main thread while `work` runs, and nothing else: with the events that developer tools ask for,
 * the browser counts all elements of the page in every frame.
 */
export async function traceMainThread(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<MainThreadUse> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(threadOf),
  );
  const tasks = new Map<string, number[]>();
  for (const event of traceEvents) {
    const thread = threadOf(event);
    if (event.name !== TASK || event.tdur === undefined || !main.has(thread)) continue;
    const durations = tasks.get(thread) ?? [];
    durations.push(event.tdur / 1_000);
    tasks.set(thread, durations);
  }
  const uses = [...tasks.values()].map((durations) => ({
    cpuMs: durations.reduce((sum, duration) => sum + duration, 0),
    longTasks: durations.filter((duration) => duration > LONG_TASK_MS).length,
    longestMs: durations.reduce((most, duration) => Math.max(most, duration), 0),
  }));
  const busiest = uses.toSorted((a, b) => b.cpuMs - a.cpuMs)[0];
  if (!busiest) throw new Error('The trace has no task of a page.');
  return busiest;
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}:${tid}`;
}
