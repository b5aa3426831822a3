import type { CDPSession } from 'playwright';

/** Rare enough to be negligible, yet a minute of streaming gives tens of thousands of samples. */
const SAMPLE_EVERY_US = 2_000;
const NOT_SCRIPT = new Set(['(idle)', '(program)']);

/**
 * Starts measuring script time on the page's main thread, garbage collection included. The returned function stops and
 * resolves with milliseconds. Uses the engine's CPU profile, because the browser's own counter omits microtasks, in which
 * React renders.
 */
export async function measureScript(session: CDPSession): Promise<() => Promise<number>> {
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
  await session.send('Profiler.start');
  return async () => {
    const { profile } = await session.send('Profiler.stop');
    const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
    let microseconds = 0;
    profile.samples?.forEach((node, index) => {
      if (!NOT_SCRIPT.has(names.get(node) ?? '')) microseconds += profile.timeDeltas?.[index] ?? 0;
    });
    return microseconds / 1_000;
  };
}
