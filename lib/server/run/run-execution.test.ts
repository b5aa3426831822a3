import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunId } from '#lib/protocol/ids.ts';
import { type RunEnd, RunProgress } from '../run-log/run-progress.ts';
import type { PreparedRun, RunSource } from './prepared-run.ts';
import { executeRun, type RunSink } from './run-execution.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv('LOG_CONTENT', 'full');
  vi.spyOn(console, 'log').mockReturnValue();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const complete: RunEnd = { outcome: 'complete', finishReason: 'stop' };

function createRun(
  generate: RunSource<string>['generate'],
  overrides: Partial<PreparedRun<string>> = {},
): PreparedRun<string> & { close: ReturnType<typeof vi.fn> } {
  const close = vi.fn(async () => {});
  return {
    info: { runId: 'r' as RunId, model: 'm', startedAt: Date.now() },
    progress: new RunProgress(),
    source: {
      prompt: 'the prompt',
      generate,
      textOf: (output) => output,
      deltasOf: (output) => [output],
      close,
    },
    timeouts: { firstTokenMs: 0, idleMs: 0, runMs: 0 },
    record: {},
    close,
    ...overrides,
  };
}

function createSink() {
  const controller = new AbortController();
  const close = vi.fn<RunSink<string>['close']>((end) => ({ end }));
  const sink = { signal: controller.signal, write: vi.fn(), close };
  return { sink, controller };
}

/** Generates nothing until the run is aborted. */
const hang: RunSource<string>['generate'] = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
const records = () => vi.mocked(console.log).mock.calls.map(([line]) => JSON.parse(String(line)));

test('writes the output to the sink, closes it, records the run and releases its source', async () => {
  const run = createRun(async ({ emit }) => {
    await emit('Hello ');
    await emit('there');
    return complete;
  });
  const { sink } = createSink();
  await executeRun(run, sink);
  expect(sink.write.mock.calls).toEqual([['Hello '], ['there']]);
  expect(sink.close.mock.calls).toEqual([[complete, run.progress, run.info]]);
  expect(records()).toMatchObject([
    { runId: 'r', outcome: 'complete', prompt: 'the prompt', text: 'Hello there' },
  ]);
  expect(run.close).toHaveBeenCalledTimes(1);
});

test('writes no record for a run without one', async () => {
  await executeRun(
    createRun(async () => complete, { record: undefined }),
    createSink().sink,
  );
  expect(records()).toEqual([]);
});

test.each([
  ['failed', undefined],
  ['interrupted', 5],
] as const)(
  'an error ends the run as %s when its first token came at %s ms',
  async (outcome, firstTokenMs) => {
    const error = new ChatError('upstream-error', 'No.');
    const run = createRun(async ({ progress }) => {
      if (firstTokenMs !== undefined) progress.firstTokenMs = firstTokenMs;
      throw error;
    });
    const { sink } = createSink();
    await executeRun(run, sink);
    expect(sink.close.mock.calls[0]?.[0]).toEqual({ outcome, error });
    expect(run.close).toHaveBeenCalledTimes(1);
  },
);

test.each(['the signal of the run', 'the signal of the sink'])('%s stops the run', async (which) => {
  const stop = new AbortController();
  const { sink, controller } = createSink();
  const executing = executeRun(createRun(hang, { signal: stop.signal }), sink);
  (which === 'the signal of the run' ? stop : controller).abort();
  await executing;
  expect(sink.close.mock.calls[0]?.[0]).toEqual({ outcome: 'stopped' });
});

test('a stop is timed until its model connection is closed', async () => {
  const stop = new AbortController();
  const run = createRun(
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), 7), { once: true });
      }),
    { signal: stop.signal },
  );
  const executing = executeRun(run, createSink().sink);
  await vi.advanceTimersByTimeAsync(50);
  stop.abort();
  await vi.advanceTimersByTimeAsync(7);
  await executing;
  expect(run.progress.stoppedAfterMs).toBe(7);
  expect(records()).toMatchObject([{ outcome: 'stopped', stoppedAfterMs: 7 }]);
});

test('a timeout aborts the run and becomes its error', async () => {
  const { sink } = createSink();
  const timeouts = { firstTokenMs: 0, idleMs: 0, runMs: 1_000 };
  const executing = executeRun(createRun(hang, { timeouts }), sink);
  await vi.advanceTimersByTimeAsync(1_000);
  await executing;
  expect(sink.close.mock.calls[0]?.[0]).toMatchObject({ outcome: 'failed', error: { code: 'run-timeout' } });
});

test('records the end that the sink decided on', async () => {
  const { sink } = createSink();
  sink.close.mockReturnValue({ end: { outcome: 'stopped' }, log: 'cut' });
  await executeRun(
    createRun(async () => complete),
    sink,
  );
  expect(records()).toMatchObject([{ outcome: 'stopped', log: 'cut' }]);
});

test('records a failure and releases the source when the sink cannot be closed', async () => {
  const { sink } = createSink();
  sink.close.mockRejectedValue(new Error('disk full'));
  const run = createRun(async () => complete);
  await executeRun(run, sink);
  expect(records()).toMatchObject([
    { outcome: 'failed', error: { code: 'internal-error', cause: 'Error: disk full' } },
  ]);
  expect(run.close).toHaveBeenCalledTimes(1);
});

test('gives its place up before its readers learn of its end', async () => {
  const { sink } = createSink();
  const order: string[] = [];
  const release = vi.fn(async () => void order.push('released'));
  sink.close.mockImplementation((end) => {
    order.push('closed');
    return { end };
  });
  const permit = { createBudget: () => undefined, release };
  await executeRun(
    createRun(async () => complete, { permit }),
    sink,
  );
  expect(order.slice(0, 2)).toEqual(['released', 'closed']);
});
