import type { CDPSession } from 'playwright';

/** Processor time of the page's main thread so far, in milliseconds. The session must have enabled Performance with `threadTicks`. */
export async function readMainThreadMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}

/** Processor time of the page's main thread while `work` runs, in milliseconds. */
export async function measureMainThread(session: CDPSession, work: () => Promise<unknown>): Promise<number> {
  const before = await readMainThreadMs(session);
  await work();
  return (await readMainThreadMs(session)) - before;
}
