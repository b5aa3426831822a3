import { getDelta, mergeDeltas, type RunEvent, replaceDelta } from '../run-event.ts';

/** An event with its number, or with the numbers `from` to `seq` of the deltas that it merges. */
export type NumberedEvent = { seq: number; from?: number; event: RunEvent };

const COMPACT = 'form=compact';

/** What a client accepts that attaches again when its connection is closed, and that reads compact frames. */
export const COMPACT_EVENT_STREAM = `text/event-stream;${COMPACT}`;

/** Whether a client has asked for compact frames. */
export function acceptsCompactFrames({ headers }: Request): boolean {
  return headers.get('accept')?.includes(COMPACT) ?? false;
}

/**
 * Returns the encoder of the frames of one connection. A frame's id is `<runId>:<seq>`, its data the event and `from`. In the compact
 * form, a delta that continues the frame before is only its text, and has an id, without the run, only if it merges several.
 */
export function createFrameEncoder(runId: string, isCompact: boolean): (numbered: NumberedEvent) => string {
  let last: NumberedEvent | undefined;
  return (numbered) => {
    const { seq, from, event } = numbered;
    const before = last;
    if (isCompact) last = numbered;
    // JSON contains no line breaks, so the data needs no escaping.
    if (before?.seq === (from ?? seq) - 1 && isSameDelta(before.event, event))
      return `${from === undefined ? '' : `id:${seq}\n`}data:${JSON.stringify(getDelta(event))}\n\n`;
    const data = JSON.stringify(from === undefined ? event : { ...event, from });
    return `id: ${runId}:${seq}\ndata: ${data}\n\n`;
  };
}

/** Whether `next` has the fields of the delta before, and only another text. */
function isSameDelta(last: RunEvent, next: RunEvent): boolean {
  const hasOnlyText = Object.keys(last).length === 3 && Object.keys(next).length === 3;
  return hasOnlyText && mergeDeltas(last, next) !== undefined;
}

/** Returns the decoder of the frames of one connection, in either form. */
export function createFrameDecoder(): (frame: {
  id: string;
  data: string;
}) => Required<NumberedEvent> & { runId: string } {
  let last = { id: '', runId: '', seq: 0, event: {} as RunEvent };
  return ({ id, data }) => {
    const parsed = JSON.parse(data) as string | (RunEvent & { from?: number });
    if (typeof parsed === 'string') {
      const from = last.seq + 1;
      last = {
        ...last,
        id,
        // A frame without an id has that of the frame before.
        seq: id === last.id ? from : Number(id),
        event: replaceDelta(last.event, parsed),
      };
      return { ...last, from };
    }
    const [runId = '', number] = id.split(':');
    const { from, ...event } = parsed;
    last = { id, runId, seq: Number(number), event: event as RunEvent };
    return { ...last, from: from ?? last.seq };
  };
}
