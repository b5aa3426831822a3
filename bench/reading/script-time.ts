import type { CDPSession } from 'playwright';

/** Rare enough to cost the page nothing to speak of; a stream of a minute still gives tens of thousands of samples. */
const SAMPLE_EVERY_US = 2_000;
const NOT_SCRIPT = new Set(['(idle)', '(program)']);

/**
 * Begins to measure the script of the page's own thread, collection of garbage included. The function that it returns
 * ends it and gives milliseconds. Taken from the engine's samples: the browser's own counter leaves out what runs in
 * microtasks, which is where React renders.
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
