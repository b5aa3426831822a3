import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createEventLine,
  type Recording,
  type RecordingHeader,
  type RecordingLine,
} from '#lib/protocol/recording/recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { ReplayedAnswer } from './replay.ts';

const header: RecordingHeader = {
  format: 'runnel-recording',
  version: 1,
  runId: 'run-1',
  startedAt: 0,
  app: 'Runnel 0.1.0',
};
const facts = { runId: 'run-1', model: 'demo', startedAt: 0 };
const start: RunEvent = { type: 'start', messageId: 'run-1', messageMetadata: facts };
const textStart: RunEvent = { type: 'text-start', id: 't' };
const text = (delta: string): RunEvent => ({ type: 'text-delta', id: 't', delta });
const finish: RunEvent = { type: 'finish', messageMetadata: { ...facts, outcome: 'complete' } };

function recordingOf(...events: [t: number, event: RunEvent][]): Recording {
  const lines: RecordingLine[] = events.map(([t, event], index) => createEventLine(t, index + 1, event));
  return { header, lines };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** Replays a recording, and notes when each event comes. */
function replay(recording: Recording, speed = 1) {
  const stopping = new AbortController();
  const replayed = new ReplayedAnswer(recording, { speed, signal: stopping.signal });
  const seen: [at: number, type: string][] = [];
  const begun = performance.now();
  const ended = (async () => {
    for await (const event of replayed) seen.push([performance.now() - begun, event.type]);
  })();
  return { replayed, seen, stopping, ended };
}

const RUN = recordingOf(
  [0, start],
  [400, textStart],
  [400, text('One ')],
  [1_000, text('二')],
  [90_000, finish],
);

test.each([
  [1, [0, 400, 400, 1_000, 90_000]],
  [4, [0, 100, 100, 250, 22_500]],
  [0.25, [0, 1_600, 1_600, 4_000, 360_000]],
])('at %d times the speed, events come at their recorded times', async (speed, times) => {
  const { seen, ended, replayed } = replay(RUN, speed);
  await vi.runAllTimersAsync();
  await ended;
  expect(seen.map(([at]) => at)).toEqual(times);
  expect(replayed.answer).toMatchObject({ text: 'One 二', outcome: 'complete' });
});

test('a wait that is longer than a timer can be is no wait of zero', async () => {
  const { seen, ended, stopping } = replay(recordingOf([0, start], [2 ** 32, finish]));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen).toHaveLength(1);
  stopping.abort();
  await ended;
});

test('a stop ends the wait, and the answer is stopped', async () => {
  const { replayed, stopping, ended } = replay(RUN);
  await vi.advanceTimersByTimeAsync(500);
  stopping.abort();
  await ended;
  expect(replayed.answer).toMatchObject({ text: 'One ', outcome: 'stopped' });
});

test('what a reader received twice comes once', async () => {
  const again = recordingOf([0, start], [1, textStart], [2, text('One ')], [50, start], [50, textStart]);
  again.lines.push(createEventLine(50, 3, text('One two')), createEventLine(60, 4, finish));
  const { replayed, ended } = replay(again);
  await vi.runAllTimersAsync();
  await ended;
  expect(replayed.answer).toMatchObject({ text: 'One two', outcome: 'complete' });
});

test('a run that failed fails again, with the same error', async () => {
  const error = { code: 'upstream-error', message: 'The model is down.' } as const;
  const failed = recordingOf(
    [0, start],
    [1, { type: 'message-metadata', messageMetadata: { ...facts, outcome: 'failed', error } }],
    [1, { type: 'error', errorText: error.message }],
  );
  const { ended } = replay(failed);
  const rejection = expect(ended).rejects.toMatchObject(error);
  await vi.runAllTimersAsync();
  await rejection;
});

test('a recording without an end leaves the outcome open', async () => {
  const { replayed, ended } = replay(recordingOf([0, start], [1, textStart]));
  await vi.runAllTimersAsync();
  await ended;
  expect(replayed.answer.outcome).toBeUndefined();
});
