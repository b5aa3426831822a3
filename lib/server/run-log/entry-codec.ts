import 'server-only';
import { getDelta, mergeDeltas, type RunEvent, replaceDelta } from '#lib/protocol/run-event.ts';
import type { LogBatch } from './run-log.ts';

/**
 * The events that are stored at once are one entry: a JSON array. Consecutive deltas of one part are merged and stored with their
 * lengths, so that readers can resume after any event number. A token costs its text and about three characters.
 */
type Piece = RunEvent | [merged: RunEvent, lengths: number[]];

/** Encodes events with consecutive numbers as the text of an entry. */
export function encodeEntry(events: readonly RunEvent[]): string {
  const pieces: Piece[] = [];
  for (const event of events) {
    const last = pieces.at(-1);
    const before = Array.isArray(last) ? last[0] : last;
    const merged = before && mergeDeltas(before, event);
    if (before === undefined || merged === undefined) {
      pieces.push(event);
      continue;
    }
    const lengths = Array.isArray(last) ? last[1] : [getDelta(before).length];
    lengths.push(getDelta(event).length);
    pieces[pieces.length - 1] = [merged, lengths];
  }
  return JSON.stringify(pieces);
}

/**
 * Decodes the events of an entry after number `after`.
 * @param lastSeq the number of the entry's last event.
 */
export function decodeEntry(text: string, lastSeq: number, after: number): LogBatch {
  const pieces = JSON.parse(text) as Piece[];
  let seq = lastSeq - pieces.reduce((sum, piece) => sum + (Array.isArray(piece) ? piece[1].length : 1), 0);
  const batch: LogBatch = [];
  for (const piece of pieces) {
    const [event, lengths] = Array.isArray(piece) ? piece : [piece, undefined];
    const read = Math.max(0, after - seq);
    const count = lengths?.length ?? 1;
    seq += count;
    if (read >= count) continue;
    const skip = lengths?.slice(0, read).reduce((sum, length) => sum + length, 0) ?? 0;
    const rest = skip === 0 ? event : replaceDelta(event, getDelta(event).slice(skip));
    const from = seq - count + read + 1;
    batch.push({ seq, ...(from < seq ? { from } : {}), event: rest });
  }
  return batch;
}

/** Decodes the events of an entry one by one. */
export function decodeEvents(text: string): RunEvent[] {
  return (JSON.parse(text) as Piece[]).flatMap((piece) => {
    if (!Array.isArray(piece)) return [piece];
    const [merged, lengths] = piece;
    let end = 0;
    return lengths.map((length) => {
      const start = end;
      end += length;
      return replaceDelta(merged, getDelta(merged).slice(start, end));
    });
  });
}

/** Appends `entries` to `batch`, and merges consecutive deltas of one part. */
export function appendMerged(batch: LogBatch, entries: LogBatch): void {
  for (const entry of entries) {
    const last = batch.at(-1);
    const merged = last && mergeDeltas(last.event, entry.event);
    if (last && merged) {
      batch[batch.length - 1] = { seq: entry.seq, from: last.from ?? last.seq, event: merged };
    } else {
      batch.push(entry);
    }
  }
}
