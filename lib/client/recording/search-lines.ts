import 'client-only';
import { encodeLine, type RecordingLine } from '#lib/protocol/recording/recording.ts';

/** Lines that are searched before the page gets its turn. */
const AT_A_TIME = 4_000;

/** Finds the lines whose JSON contains a text, in any case. @returns their indexes; undefined when the search is aborted */
export async function searchLines(
  lines: readonly RecordingLine[],
  query: string,
  signal: AbortSignal,
): Promise<Uint32Array | undefined> {
  const wanted = query.trim().toLowerCase();
  const found: number[] = [];
  for (let first = 0; first < lines.length; first += AT_A_TIME) {
    if (first > 0) await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return undefined;
    const after = Math.min(lines.length, first + AT_A_TIME);
    for (let index = first; index < after; index++)
      if (
        encodeLine(lines[index] as RecordingLine)
          .toLowerCase()
          .includes(wanted)
      )
        found.push(index);
  }
  return Uint32Array.from(found);
}
