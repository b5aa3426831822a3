import 'server-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { decodeEntry, encodeEntry } from '../entry-codec.ts';
import { OpenParts } from '../log-ending.ts';
import { createRestartedEvents, isModelOutput, SEQ_GAP } from '../run-lost.ts';
import type { Entry, Orphan } from './log-database.ts';

/** Creates the end for the log of a run whose process died. Its readers may have had events that were not stored yet, hence the gap. */
export function createOrphanEnding({ info, entries, writtenAt }: Orphan): Entry {
  const parts = new OpenParts();
  let hasModelOutput = false;
  for (const { text, last } of entries) {
    for (const { event } of decodeEntry(text, last, 0)) {
      parts.add(event);
      hasModelOutput ||= isModelOutput(event);
    }
  }
  const events: RunEvent[] = [...parts.ends, ...createRestartedEvents(info, hasModelOutput, writtenAt)];
  return { last: (entries.at(-1)?.last ?? 0) + SEQ_GAP + events.length, text: encodeEntry(events) };
}
