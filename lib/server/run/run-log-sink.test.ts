import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryRunLog } from '../run-log/memory-run-log.ts';
import { type RunEnd, RunProgress } from '../run-log/run-progress.ts';
import { createRunInfo } from '../run-log/testing/run-log-fixtures.ts';
import { RunLogSink } from './run-log-sink.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const complete: RunEnd = { outcome: 'complete', finishReason: 'stop' };
const stopped: RunEnd = { outcome: 'stopped' };

function createSink() {
  const log = new MemoryRunLog(createRunInfo(), 1_000);
  const progress = new RunProgress();
  return { log, progress, sink: new RunLogSink(log, progress) };
}

test('a stop waits for the producer, whose metadata it reports', async () => {
  const { log, progress, sink } = createSink();
  const stopping = sink.stop();
  expect(sink.signal.aborted).toBe(true);
  expect(log.closed).toBe(false);
  progress.stoppedAfterMs = 3;
  await sink.close(stopped, progress);
  expect(await stopping).toBe(true);
  const batch = await log.read(0).next();
  expect(batch?.at(-2)?.event).toMatchObject({ messageMetadata: { outcome: 'stopped', stoppedAfterMs: 3 } });
});

test('a stop of a run that ends by itself changes nothing', async () => {
  const { progress, sink } = createSink();
  const stopping = sink.stop();
  expect(await sink.close(complete, progress)).toMatchObject({ end: complete });
  expect(await stopping).toBe(false);
});

test('a stop ends the run itself when the producer does not', async () => {
  const { log, progress, sink } = createSink();
  const stopping = sink.stop();
  await vi.advanceTimersByTimeAsync(100);
  expect(await stopping).toBe(true);
  expect(log.closed).toBe(true);
  expect(await sink.close(complete, progress)).toMatchObject({ end: stopped });
});

test('two stops at once both report that the run was stopped', async () => {
  const { progress, sink } = createSink();
  const stopping = [sink.stop(), sink.stop()];
  await sink.close(stopped, progress);
  expect(await Promise.all(stopping)).toEqual([true, true]);
});

test('a stop reports that the run was stopped when the producer is still closing the log', async () => {
  const { log, progress, sink } = createSink();
  const close = log.close.bind(log);
  const closed = Promise.withResolvers<void>();
  vi.spyOn(log, 'close')
    .mockImplementationOnce((events) => closed.promise.then(() => close(events)))
    .mockResolvedValueOnce(false); // whoever closes a log first decides
  const stopping = sink.stop();
  const closing = sink.close(stopped, progress);
  await vi.advanceTimersByTimeAsync(100);
  closed.resolve();
  expect(await closing).toMatchObject({ end: stopped });
  expect(await stopping).toBe(true);
});
