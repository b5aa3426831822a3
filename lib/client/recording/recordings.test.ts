import { expect, test } from 'vitest';
import { RecordingError } from '#lib/protocol/recording/parse-recording.ts';
import { createEventLine, RECORDING_MEDIA_TYPE, type Recording } from '#lib/protocol/recording/recording.ts';
import { importRecording, toBlob } from './recordings.ts';
import { searchLines } from './search-lines.ts';

const recording: Recording = {
  header: { format: 'runnel-recording', version: 1, runId: 'r', startedAt: 0, app: 'test' },
  lines: Array.from({ length: 12_345 }, (_, index) =>
    createEventLine(index, index + 1, {
      type: 'text-delta',
      id: '1',
      delta: index % 5_000 === 7 ? 'Nadel' : 'Heu',
    }),
  ),
};

test('a file that was downloaded can be opened', async () => {
  expect(await importRecording(toBlob(recording, RECORDING_MEDIA_TYPE))).toEqual(recording);
});

test('a file that is no recording is refused', async () => {
  await expect(importRecording(new Blob(['{}']))).rejects.toThrow(RecordingError);
});

test('a search finds lines in any case, over all of them', async () => {
  const { signal } = new AbortController();
  expect(await searchLines(recording.lines, ' nadel', signal)).toEqual(Uint32Array.of(7, 5_007, 10_007));
  expect(await searchLines(recording.lines, 'nothing', signal)).toEqual(new Uint32Array());
});

test('a search that is aborted finds nothing', async () => {
  const controller = new AbortController();
  const found = searchLines(recording.lines, 'nadel', controller.signal);
  controller.abort();
  expect(await found).toBeUndefined();
});
