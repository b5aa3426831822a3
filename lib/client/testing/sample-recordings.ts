import 'client-only';
import {
  createEventLine,
  type Recording,
  type RecordingHeader,
  type RecordingLine,
} from '#lib/protocol/recording/recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { textDelta, textStart } from './follow.ts';

const facts = { runId: 'run-1', model: 'demo', startedAt: 0 };
export const startEvent: RunEvent = { type: 'start', messageId: 'run-1', messageMetadata: facts };
export const completeEvent: RunEvent = {
  type: 'finish',
  messageMetadata: { ...facts, outcome: 'complete', durationMs: 2_000 },
};

export const recordingHeader: RecordingHeader = {
  format: 'runnel-recording',
  version: 1,
  runId: 'run-1',
  model: 'demo',
  startedAt: 0,
  app: 'Runnel 0.1.0',
};

/** A recording of these lines; events are numbered in their order. */
export function recordingOf(
  lines: (readonly [t: number, event: RunEvent] | RecordingLine)[],
  header: Partial<RecordingHeader> = {},
): Recording {
  let seq = 0;
  return {
    header: { ...recordingHeader, ...header },
    lines: lines.map((line) => ('type' in line ? line : createEventLine(line[0], ++seq, line[1]))),
  };
}

/** An answer of `count` deltas, one each millisecond. */
export function longRecording(count: number): Recording {
  const deltas = Array.from({ length: count }, (_, index) => [index + 2, textDelta(`${index} `)] as const);
  return recordingOf([[0, startEvent], [1, textStart], ...deltas, [count + 2, completeEvent]]);
}
