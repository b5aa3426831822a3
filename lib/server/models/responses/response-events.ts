import 'server-only';
import type { ResponsePosition } from '#lib/server/run-log/resume-position.ts';
import { encodeSseComment, encodeSseFrame } from '#lib/sse/sse-encoder.ts';
import { AnswerBody } from '../answer-body.ts';

/** After these events a response sends no more. */
const LAST_EVENTS = [
  'response.completed',
  'response.failed',
  'response.incomplete',
  'response.cancelled',
  'error',
];

/** The fields of an event that every event of a background response has, or only the first. */
type ResponseEvent = { type?: unknown; sequence_number?: unknown; response?: { id?: unknown } | null };

/** How far the events of a response have been read, over all its connections. */
export class ResponseProgress {
  /** The id of the response, once an event has named it. */
  id: string | undefined;
  /** The number of the last event. */
  lastNumber: number;
  /** Whether an event has arrived. */
  hasBegun = false;
  /** Whether the last event was the response's last. */
  isOver = false;

  /** @param start where another process has got to */
  constructor(start?: ResponsePosition) {
    this.id = start?.responseId;
    this.lastNumber = start?.number ?? -1;
  }

  /** The position after the last event, once the response has an id. */
  get position(): ResponsePosition | undefined {
    return this.id === undefined ? undefined : { responseId: this.id, number: this.lastNumber };
  }

  /** Whether the event in `text` is new: not one that an earlier connection has brought. */
  take(text: string): boolean {
    this.hasBegun = true;
    const { type, sequence_number: number, response } = parseEvent(text);
    if (typeof number === 'number') {
      if (number <= this.lastNumber) return false;
      this.lastNumber = number;
    }
    if (typeof response?.id === 'string') this.id ??= response.id;
    this.isOver ||= LAST_EVENTS.includes(String(type));
    return true;
  }
}

/**
 * Reads the events of one connection that are new to `progress`, re-encoded. Each read of the connection yields something, a
 * comment at least, so that whoever reads the result sees its signs of life. Reads no further than the last event.
 * @throws what the connection throws; ChatError `upstream-error` for a web page.
 */
export async function* readResponseEvents(
  response: Response,
  progress: ResponseProgress,
): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const body = new AnswerBody(response.headers.get('content-type'));
  try {
    for (let isDone = false; !isDone && !progress.isOver; ) {
      const { done, value } = await reader.read();
      isDone = done;
      const texts = done ? body.end() : body.push(value);
      if (body.isObject) {
        if (done) yield texts.join(''); // no event stream: whoever reads it says so
        continue;
      }
      const frames = texts.filter((text) => progress.take(text)).map((data) => encodeSseFrame({ data }));
      yield frames.join('') || encodeSseComment('alive');
    }
  } finally {
    void reader.cancel().catch(() => undefined); // the connection may be lost already
  }
}

function parseEvent(text: string): ResponseEvent {
  try {
    const event: unknown = JSON.parse(text);
    return typeof event === 'object' && event !== null ? event : {};
  } catch {
    return {}; // whoever reads the events reports it
  }
}
