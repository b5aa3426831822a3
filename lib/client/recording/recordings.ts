import 'client-only';
import { parseRecording } from '#lib/protocol/recording/parse-recording.ts';
import {
  encodeLine,
  MAX_RECORDING_BYTES,
  type Recording,
  type RecordingHeader,
  type RecordingLine,
} from '#lib/protocol/recording/recording.ts';
import { findRun, readChunks } from './recording-store.ts';

/** Lines of this browser's own recording, the number of the last chunk that was read, and when that was written, in epoch milliseconds. */
export type RecordedLines = {
  header: RecordingHeader;
  lines: RecordingLine[];
  lastChunk: number;
  updatedAt: number;
};

/**
 * Reads the lines of a recorded run that were written after chunk number `after`. They are not checked again. Two pages may have written
 * at once, so they are put in order, and what both have received is taken once.
 */
export async function readLines(runId: string, after = 0): Promise<RecordedLines | undefined> {
  const row = await findRun(runId);
  if (row === undefined) return undefined;
  const chunks = await readChunks(runId, after);
  const text = chunks.map((chunk) => chunk.text).join('');
  const lines: RecordingLine[] = JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`);
  const { header, updatedAt } = row;
  return { header, lines: sortLines(lines), lastChunk: chunks.at(-1)?.id ?? after, updatedAt };
}

/** Reads a recorded run. @returns undefined if it was not recorded, or the recording is gone */
export async function readRecording(runId: string): Promise<Recording | undefined> {
  const recorded = await readLines(runId);
  return recorded && { header: recorded.header, lines: recorded.lines };
}

/** Reads a file. @throws RecordingError if it is no recording */
export async function importRecording(file: Blob): Promise<Recording> {
  // One character more than the limit is enough to be refused.
  return parseRecording(await file.slice(0, MAX_RECORDING_BYTES + 1).text());
}

/** The file of a recording. Made in pieces, because the text of a long run is long. */
export function toBlob({ header, lines }: Recording, type: string): Blob {
  const pieces = [`${encodeLine(header)}\n`];
  for (let first = 0; first < lines.length; first += 5_000)
    pieces.push(
      `${lines
        .slice(first, first + 5_000)
        .map(encodeLine)
        .join('\n')}\n`,
    );
  return new Blob(pieces, { type });
}

/** Sorts lines by time, and drops events that have been received before, unless the run begins again. */
function sortLines(lines: RecordingLine[]): RecordingLine[] {
  const isSorted = lines.every(
    (line, index) => index === 0 || line.t >= (lines[index - 1] as RecordingLine).t,
  );
  if (isSorted) return lines;
  let lastSeq = 0;
  return lines
    .sort((a, b) => a.t - b.t)
    .filter((line) => {
      if (line.type !== 'event') return true;
      const isNew = line.seq > lastSeq || line.event.type === 'start';
      if (isNew) lastSeq = line.seq;
      return isNew;
    });
}
